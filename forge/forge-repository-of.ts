import { ForgeError } from './forge-error.ts';
import type { ForgeRepository } from './forge.ts';

/**
 * Which repository of a forge a Git URL names: `https://github.com/acme/stores.git`. What comes before owner and name belongs to the forge's address.
 *
 * @param kind default: GitHub for github.com and ghe.com, Gitea otherwise
 * @throws ForgeError `Misconfigured`; it does not repeat the URL
 */
export function forgeRepositoryOf(gitUrl: string, kind?: ForgeRepository['kind']): ForgeRepository {
  const url = URL.parse(gitUrl);
  const parts = url?.pathname.replace(/\/+$/, '').split('/') ?? [];
  const name = parts.pop()?.replace(/\.git$/, '');
  const owner = parts.pop();
  if (!url || !/^https?:$/.test(url.protocol) || !name || !owner) {
    throw new ForgeError('Misconfigured', {
      attempted: 'tell which repository is meant by',
      target: "the stores repository's URL",
      reason: 'it does not end in an owner and a repository',
      advice: 'Give the http(s) URL that `git clone` takes',
    });
  }
  const isGithub = /(^|\.)github\.com$|\.ghe\.com$/.test(url.hostname);
  return { kind: kind ?? (isGithub ? 'github' : 'gitea'), url: url.origin + parts.join('/'), owner, name };
}
