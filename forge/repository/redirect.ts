/**
 * Where a repository answers after a redirect. Only its own server may say so: another host, another port or a step from https
 * down to http is refused, because credentials would go there, and because whoever runs the fleet should name the new place.
 *
 * @param base the URL that the repository was asked at
 * @param suffix what followed it in the request: `/info/refs?service=git-upload-pack`
 */
export function redirectedBase(
  base: string,
  suffix: string,
  location: string | string[] | undefined,
): { base: string } | { refused: string } {
  const target = typeof location === 'string' ? URL.parse(location, base + suffix) : null;
  if (!target) return { refused: 'it redirects to nowhere' };
  target.username = target.password = '';
  const place = target.origin + target.pathname; // without query and user info, which may hold secrets
  const from = new URL(base);
  const upgrade =
    from.protocol === 'http:' &&
    target.protocol === 'https:' &&
    from.hostname === target.hostname &&
    from.port === '' &&
    target.port === '';
  if (target.origin !== from.origin && !upgrade) return { refused: `it redirects to another server: ${place}` };
  if (!target.href.endsWith(suffix)) return { refused: `it redirects to what is not a Git repository: ${place}` };
  return { base: target.href.slice(0, -suffix.length) };
}
