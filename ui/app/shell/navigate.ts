/** Goes to another page of the app without loading it anew. */
export function navigate(path: string): void {
  history.pushState(undefined, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** The link that a click is meant for the app to follow: same window, same site, not a download; undefined for all others. */
export function linkOf(event: MouseEvent): string | undefined {
  const isPlain = ![event.metaKey, event.ctrlKey, event.shiftKey, event.altKey].includes(true);
  if (event.defaultPrevented || event.button !== 0 || !isPlain) return undefined;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (link === undefined || link.target !== '' || link.origin !== location.origin) return undefined;
  const isHere = link.pathname === location.pathname && link.hash !== '';
  const isOurs = !link.pathname.startsWith('/api/') && !link.pathname.startsWith('/sign-in');
  return isHere || !isOurs ? undefined : link.pathname + link.search;
}
