import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../process/until.ts';
import { SandboxError } from '../sandbox-error.ts';
import { forgeUser } from './accounts.ts';
import { giteaApi, type GiteaApi } from './gitea-api.ts';
import { pushFolder } from './push-folder.ts';

const branch = 'main';
const patienceMs = 15_000;

export interface ForgeRepository {
  readonly owner: string;
  readonly name: string;
  /** For Git: HTTP, without credentials. */
  readonly url: string;
  readonly branch: string;
}

/** A folder, or texts by path. */
export type RepositoryContent = string | Readonly<Record<string, string>>;

export interface FillOptions {
  /** Files of a folder that do not go into the first commit: paths from its root. */
  readonly leaveOut?: readonly string[];
}

/** The repositories of one forge's user. */
export interface ForgeRepositories {
  /**
   * Makes one whose branch `main` has one commit; without content it stays empty.
   *
   * @throws SandboxError when the name is taken
   */
  create(name: string, content?: RepositoryContent, options?: FillOptions): Promise<ForgeRepository>;
  /** The one of this name as it is; made from the content when there is none, or when it was never filled. */
  ensure(name: string, content: RepositoryContent, options?: FillOptions): Promise<ForgeRepository>;
}

interface RepositoryAnswer {
  readonly name: string;
  readonly empty: boolean;
  readonly owner: { readonly login: string };
}

/** @param administratorToken may make repositories; @param token may push to them */
export function forgeRepositories(url: string, administratorToken: string, token: string): ForgeRepositories {
  const api = giteaApi(url, `token ${administratorToken}`);
  const describe = ({ name, owner }: RepositoryAnswer): ForgeRepository => ({
    owner: owner.login,
    name,
    url: `${url}/${owner.login}/${name}.git`,
    branch,
  });
  const fill = async (repository: ForgeRepository, content: RepositoryContent, { leaveOut = [] }: FillOptions = {}) => {
    await withFolder(content, (folder) => pushFolder(folder, { url: repository.url, token, branch, leaveOut }));
    await untilKnown(api, repository);
  };
  const create: ForgeRepositories['create'] = async (name, content, options) => {
    const body = { name, default_branch: branch, auto_init: false, private: false };
    const repository = describe(await api.request<RepositoryAnswer>('POST', '/user/repos', body));
    if (content !== undefined) await fill(repository, content, options);
    return repository;
  };
  return {
    create,
    async ensure(name, content, options) {
      const [found] = await search(api, name);
      if (found === undefined) return create(name, content, options);
      // Nobody was given it before Gitea knew what is in it, so there is nothing of anybody's to lose.
      if (found.empty) await fill(describe(found), content, options);
      return describe(found);
    },
  };
}

/** Gitea takes note of a push a moment after it has answered it, and until then refuses pull requests. */
async function untilKnown(api: GiteaApi, { owner, name }: ForgeRepository): Promise<void> {
  const isKnown = async () => {
    const { empty } = await api.request<RepositoryAnswer>('GET', `/repos/${owner}/${name}`);
    return empty ? undefined : true;
  };
  if (await until(isKnown, { timeoutMs: patienceMs, intervalMs: 20 })) return;
  throw new SandboxError(
    'not-ready',
    `Gitea did not take note of the first push to ${owner}/${name} within ${patienceMs / 1000} s.`,
    'Look into logs/gitea.log of the data folder; --reset begins with empty data.',
  );
}

/** The user's repository of exactly this name, if there is one. */
async function search(api: GiteaApi, name: string): Promise<RepositoryAnswer[]> {
  const all = await api.request<RepositoryAnswer[]>('GET', '/user/repos?limit=50');
  return all.filter((repository) => repository.name === name && repository.owner.login === forgeUser);
}

async function withFolder<T>(content: RepositoryContent, work: (folder: string) => Promise<T>): Promise<T> {
  if (typeof content === 'string') return work(content);
  const folder = mkdtempSync(path.join(tmpdir(), 'urumi-content-'));
  try {
    for (const [name, text] of Object.entries(content)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
