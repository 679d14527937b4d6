import { connectForge } from '../../forge/connect-forge.ts';
import type { Forge } from '../../forge/forge.ts';
import { tokenFile } from '../../forge/repository/token-file.ts';
import type { Parts } from './start-parts.ts';

/** The stores repo on the sandbox's forge, with the rights of its owner. Whoever calls closes it. */
export function connectOwnForge({ forge: { url, tokenFile: file }, repository: { owner, name } }: Parts): Forge {
  return connectForge({
    repository: { kind: 'gitea', url, owner, name },
    credentials: { kind: 'token', token: tokenFile(file) },
  });
}
