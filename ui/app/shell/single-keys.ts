/** Where it cannot be kept: until the page is left. */
let chosen: boolean | undefined;

/** Whether keys alone do something: for whoever speaks to the computer, or presses keys by accident, they are switched off (WCAG 2.1.4). */
export function singleKeysOn(): boolean {
  if (chosen !== undefined) return chosen;
  try {
    return localStorage.getItem('single-keys') !== 'off';
  } catch {
    return true; // storage is off: nobody can have chosen anything
  }
}

/** Chooses, for this browser. */
export function switchSingleKeys(on: boolean): void {
  chosen = on;
  try {
    if (on) localStorage.removeItem('single-keys');
    else localStorage.setItem('single-keys', 'off');
  } catch {
    // Storage is off: the choice holds until the page is left.
  }
}
