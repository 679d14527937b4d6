/** The pull request that a page's address names, so that a reload goes on following it: `?change=7`. */
export function changeInAddress(): number | undefined {
  const number = Number(new URLSearchParams(location.search).get('change'));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/**
 * From now on the address names a pull request, and the page begins at its top.
 *
 * @param more what else a reload has to know
 */
export function nameChange(number: number, more: Readonly<Record<string, string>> = {}): void {
  const query = new URLSearchParams({ change: String(number), ...more });
  history.replaceState(undefined, '', `${location.pathname}?${query.toString()}`);
  scrollTo(0, 0);
}
