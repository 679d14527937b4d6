import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as git from 'isomorphic-git';
import { CliError } from '../cli-error.ts';
import type { Clone } from './clone.ts';

export interface Author {
  readonly name: string;
  readonly email: string;
}

type Env = Readonly<Record<string, string | undefined>>;
type Field = 'user.name' | 'user.email';

/**
 * Who commits, as git would have it: the environment, the clone's configuration, the person's own. isomorphic-git reads the clone's only.
 *
 * @throws CliError (1) when none of them says
 */
export async function findAuthor({ dir }: Clone, env: Env): Promise<Author> {
  const [name, email] = await Promise.all([
    env['GIT_AUTHOR_NAME'] ?? configured(dir, 'user.name', env),
    env['GIT_AUTHOR_EMAIL'] ?? configured(dir, 'user.email', env),
  ]);
  if (name !== undefined && name !== '' && email !== undefined && email !== '') return { name, email };
  throw new CliError(
    1,
    'could not commit: Git does not know who you are. Run `git config --global user.name "..."` and `git config --global user.email "..."`',
  );
}

async function configured(dir: string, path: Field, env: Env): Promise<string | undefined> {
  const own: unknown = await git.getConfig({ fs, dir, path });
  if (typeof own === 'string') return own;
  for (const file of personalFiles(env)) {
    const value = await configuredIn(file, path);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** https://git-scm.com/docs/git-config#FILES; the one that counts comes first. */
function personalFiles(env: Env): string[] {
  const global = env['GIT_CONFIG_GLOBAL'];
  if (global !== undefined) return [global];
  const home = env['HOME'] ?? homedir();
  return [join(home, '.gitconfig'), join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'git', 'config')];
}

/** isomorphic-git reads `config` in a Git folder: it is given this file in its place. */
async function configuredIn(file: string, path: Field): Promise<string | undefined> {
  const text = await fs.promises.readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const only = { promises: { ...fs.promises, readFile: () => Promise.resolve(text) } };
  const value: unknown = await git.getConfig({ fs: only, gitdir: '/', path });
  return typeof value === 'string' ? value : undefined;
}
