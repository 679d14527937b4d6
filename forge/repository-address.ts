/**
 * Where a repository is, `github.com/acme/stores`, whatever the scheme, the spelling and the ending of its URL: for comparing.
 *
 * @returns undefined when it is no URL
 */
export function repositoryAddress(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  const path = parsed.pathname.replace(/\/+$/, '').replace(/\.git$/i, '');
  return `${parsed.host}${path}`.toLowerCase();
}
