// Before the first paint, so that nobody sees the other theme flash up.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.className = `wa-${theme}`;
} catch {
  // Storage is off: the system's theme it is.
}
