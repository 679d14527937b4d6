import { RepositoryError } from './repository-error.ts';

const refused = (reason: string) =>
  new RepositoryError('BadUrl', { attempted: 'use', target: "the repository's URL", reason });

/**
 * Checks a repository's URL and brings it into the form that requests are built from: http(s), no trailing slash.
 *
 * @throws RepositoryError `BadUrl`; its message never repeats the URL, because what is refused may hold a password
 */
export function remoteUrl(text: string): string {
  if (text.length > 2048) throw refused('it has more than 2,048 characters');
  const url = URL.parse(text);
  if (!url) throw refused('it is not a URL (and is not repeated here: it may hold a password)');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused(`${url.protocol} is not supported`);
  if (url.username !== '' || url.password !== '') throw refused('it holds credentials');
  if (url.search !== '' || url.hash !== '') throw refused('it has a query or a fragment');
  return url.href.replace(/\/+$/, '');
}
