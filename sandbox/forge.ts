import { rmSync } from 'node:fs';
import { binaries } from './binaries/catalog.ts';
import { ensureBinaries } from './binaries/ensure-binaries.ts';
import { startTicker } from './ticker.ts';
import type { PersonTokens } from './forge/app-ini.ts';
import { forgeUser, keptAccount, keptSecrets, keptToken } from './forge/accounts.ts';
import { gitea } from './forge/gitea.ts';
import { branchReader, type BranchFile } from './forge/branch-file.ts';
import {
  forgeRepositories,
  type FillOptions,
  type ForgeRepository,
  type RepositoryContent,
} from './forge/repositories.ts';
import { writeCurlConfig } from './forge/curl-config.ts';
import { keepWebhookSecret } from './forge/webhook-secret.ts';

export type { FillOptions, ForgeRepository, RepositoryContent } from './forge/repositories.ts';
import { giteaStaticRoot } from './forge/static-root.ts';
import { untilForgeAnswers } from './forge/readiness.ts';
import type { Component } from './process/component.ts';
import { openDataFolder, type DataFolder } from './process/data-folder.ts';
import { keptPorts } from './process/kept-ports.ts';
import { Parts } from './process/parts.ts';
import { makeTemporaryFolder } from './process/temporary-folder.ts';
import type { OnProgress } from './progress.ts';
import type { SandboxError } from './sandbox-error.ts';

export interface ForgeOptions {
  /** Where it keeps everything; survives a restart. Default: a temporary folder, deleted by `stop`. */
  readonly dataDir?: string;
  readonly onProgress?: OnProgress;
  /** Called when Gitea ends without having been told to, after it got ready. */
  readonly onFailure?: (error: SandboxError) => void;
  /** What people get who sign in at an application by way of it. Default: Gitea's own. */
  readonly personTokens?: PersonTokens;
  /** Gives up the start; does nothing once it is done. */
  readonly signal?: AbortSignal;
}

export interface Forge extends AsyncDisposable {
  /** `http://127.0.0.1:...`; the API is under `/api/v1`. */
  readonly url: string;
  /** The user whom the repositories belong to. */
  readonly owner: string;
  /** May push, open pull requests, set webhooks and statuses; may not administer Gitea. */
  readonly token: string;
  /** Holds the token and nothing else; only its owner can read it. */
  readonly tokenFile: string;
  /** For `curl --config`: the API with the token, which is then no argument; only its owner can read it. */
  readonly curlConfig: string;
  /** Holds the secret that webhooks are to be signed with, and nothing else; only its owner can read it. */
  readonly webhookSecretFile: string;
  /** JSON `{user, password, administratorToken}`, to sign in to the web pages; only its owner can read it. */
  readonly accountFile: string;
  /**
   * Makes a repository whose branch `main` has one commit, from a folder or from texts by path. Without content it
   * stays empty.
   */
  createRepository(name: string, content?: RepositoryContent): Promise<ForgeRepository>;
  /**
   * The owner's repository of this name as it is; made as by `createRepository` when there is none, or when it is
   * empty.
   */
  ensureRepository(name: string, content: RepositoryContent, options?: FillOptions): Promise<ForgeRepository>;
  /** The commit that a branch of a repository is at, and whether it holds a file. */
  readBranch(repository: ForgeRepository, path: string): Promise<BranchFile>;
  /** Its program by name (`gitea`), to be stopped and started in fault tests. A stopped one stays stopped until it is started. */
  readonly components: Readonly<Record<string, Component>>;
  /** Stops it and waits until it is gone. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts Gitea on 127.0.0.1 with one user, `urumi`: about 3 s the first time. Nothing of it outlives this process,
 * however it ends.
 *
 * @throws SandboxError when the binary cannot be had, Gitea fails, or the data folder is in use
 */
export async function startForge(options: ForgeOptions = {}): Promise<Forge> {
  const isTemporary = options.dataDir === undefined;
  const data = await openDataFolder(options.dataDir ?? makeTemporaryFolder('urumi-throwaway-forge-'));
  const parts = new Parts(data, options.onFailure);
  const end = async () => {
    await parts.stop();
    data.release();
    if (isTemporary) rmSync(data.path, { recursive: true, force: true });
  };
  try {
    const started = await start(options, data, parts);
    let ended: Promise<void> | undefined;
    const stop = () => (ended ??= end());
    return { ...started, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await end();
    throw error;
  }
}

async function start(
  options: ForgeOptions,
  data: DataFolder,
  parts: Parts,
): Promise<Omit<Forge, 'stop' | typeof Symbol.asyncDispose>> {
  const ticker = startTicker('forge', options.onProgress);
  try {
    const signal = AbortSignal.any([parts.failed, ...(options.signal ? [options.signal] : [])]);
    const { gitea: binary } = await ensureBinaries([binaries.gitea], { ...options, signal });
    const { http: port } = await keptPorts(data.file('ports.json'), ['http']);
    const url = `http://127.0.0.1:${port}`;
    for (const folder of ['logs', 'data', 'repositories']) data.folder(folder);
    ticker.report('starting', 'Gitea');
    const secrets = keptSecrets(data.file('secrets.json'));
    const staticRoot = await giteaStaticRoot(binary, signal);
    parts.start(gitea({ root: data.path, port, url, staticRoot, secrets, personTokens: options.personTokens }), binary);
    await untilForgeAnswers(url, signal);
    const accountFile = data.file('account.json');
    const account = await keptAccount({ binary, root: data.path, signal }, accountFile);
    const tokenFile = data.file('token');
    const token = await keptToken(url, account, tokenFile);
    const webhookSecretFile = data.file('webhook-secret');
    keepWebhookSecret(webhookSecretFile);
    const curlConfig = data.file('curl.conf');
    writeCurlConfig(curlConfig, token);
    parts.ready();
    ticker.report('ready', url);
    const repositories = forgeRepositories(url, account.administratorToken, token);
    return {
      url,
      owner: forgeUser,
      token,
      tokenFile,
      accountFile,
      webhookSecretFile,
      curlConfig,
      components: parts.components,
      createRepository: (name, content) => repositories.create(name, content),
      ensureRepository: (name, content, fill) => repositories.ensure(name, content, fill),
      readBranch: branchReader(url, token),
    };
  } finally {
    ticker.stop();
  }
}
