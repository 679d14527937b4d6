import { randomBytes } from 'node:crypto';
import { tokenFile } from '../../forge/repository/token-file.ts';
import type { WriterOptions } from '../../ui/server/session/sign-in.ts';
import type { Parts } from './start-parts.ts';

/** The sandbox's user as who writes in the web UI, with the token that the forge keeps in a file: it is read for each request and goes nowhere else. */
export function localWriter({
  forge,
  repository: { owner, name },
}: Pick<Parts, 'forge' | 'repository'>): WriterOptions {
  return {
    repository: { kind: 'gitea', url: forge.url, owner, name },
    signIn: { kind: 'local', login: forge.owner, token: tokenFile(forge.tokenFile) },
    secrets: [randomBytes(32)],
  };
}
