/** Follow the system, or one of the two by choice. */
export type Theme = 'system' | 'light' | 'dark';

const order: readonly Theme[] = ['system', 'light', 'dark'];

/** What was chosen last time. */
export function chosenTheme(): Theme {
  const { className } = document.documentElement;
  if (className === 'wa-light') return 'light';
  return className === 'wa-dark' ? 'dark' : 'system';
}

/** Goes on to the next choice, shows it and keeps it. @returns the choice */
export function nextTheme(): Theme {
  const theme = order[(order.indexOf(chosenTheme()) + 1) % order.length] ?? 'system';
  document.documentElement.className = theme === 'system' ? '' : `wa-${theme}`;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Storage is off: the choice holds until the page is left.
  }
  return theme;
}
