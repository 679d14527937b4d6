import { ForgeError } from './forge-error.ts';
import type { ForgeRepository } from './forge.ts';
import { remoteUrl } from './repository/remote-url.ts';
import { RepositoryError } from './repository/repository-error.ts';

const name = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/**
 * Where a forge's API is: `https://api.github.com`, `https://api.<tenant>.ghe.com`, `<url>/api/v3` on a GitHub Enterprise server, `<url>/api/v1` on Gitea.
 *
 * @throws ForgeError `Misconfigured`; its message never repeats a URL that is refused, because that may hold a password
 */
export function apiUrl(repository: ForgeRepository): string {
  for (const part of [repository.owner, repository.name])
    if (!name.test(part))
      throw misconfigured(`${JSON.stringify(part.slice(0, 120))} is not the name of an owner or a repository`);
  const url = checked(repository.url);
  if (repository.kind === 'gitea') return `${url}/api/v1`;
  const { protocol, host } = new URL(url);
  if (host === 'github.com' || host === 'www.github.com') return 'https://api.github.com';
  return host.endsWith('.ghe.com') ? `${protocol}//api.${host}` : `${url}/api/v3`;
}

function checked(url: string): string {
  try {
    return remoteUrl(url);
  } catch (error) {
    throw error instanceof RepositoryError ? misconfigured(`its URL cannot be used: ${error.reason}`) : error;
  }
}

function misconfigured(reason: string): ForgeError {
  const advice =
    'Give the http(s) address of the web pages, without credentials, and the names of owner and repository';
  return new ForgeError('Misconfigured', { attempted: 'use', target: 'the forge', reason, advice });
}
