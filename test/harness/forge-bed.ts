import { publishedPlan } from '../../plan/published-plan.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Registry } from 'prom-client';
import { connect, type Connection } from '../../cluster/connect.ts';
import { connectForge } from '../../forge/connect-forge.ts';
import type { CommitVerdict } from '../../forge/commit-status.ts';
import type { Forge } from '../../forge/forge.ts';
import { isForgeError } from '../../forge/forge-error.ts';
import type { PullRequest } from '../../forge/pull-request.ts';
import { serviceAccount } from '../../sandbox/control-plane/credentials.ts';
import { startForge, type Forge as Gitea, type ForgeOptions } from '../../sandbox/forge.ts';
import { giteaApi, type GiteaApi } from '../../sandbox/forge/gitea-api.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { startWebhook } from '../../webhook/github/start-webhook.ts';
import type { RunningWebhook, WebhookOptions } from '../../webhook/github/webhook-options.ts';
import { recordedLog, type RecordedLog } from '../../webhook/testing/recorded-log.ts';
import { Bed } from './bed.ts';
import { until } from './until.ts';

const never = new AbortController().signal;
const secret = 'a secret of sixteen characters and more';

export interface ForgeBedOptions {
  /** What the stores repo begins with: path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Merged into the fleet's spec. */
  readonly fleet?: Record<string, unknown>;
  /** What people get who sign in at an application by way of the forge. */
  readonly personTokens?: ForgeOptions['personTokens'];
  /** What the webhook talks to in place of the forge: it, and something that watches. */
  readonly watched?: (forge: Forge) => Forge;
}

/**
 * A bed whose stores repo lies on a real Gitea, and a webhook that takes its events. Polls would take an hour: what happens soon, happens because
 * of events.
 */
export class ForgeBed implements AsyncDisposable {
  readonly bed: Bed;
  readonly forge: Forge;
  readonly log: RecordedLog = recordedLog();
  readonly #gitea: Gitea;
  readonly #dataDir: string;
  readonly #options: ForgeBedOptions;
  #webhook: RunningWebhook | undefined;
  /** With the rights of the webhook's account and no others. */
  #api: Connection | undefined;

  private constructor(parts: { bed: Bed; gitea: Gitea; forge: Forge; dataDir: string }, options: ForgeBedOptions) {
    this.bed = parts.bed;
    this.forge = parts.forge;
    this.#gitea = parts.gitea;
    this.#dataDir = parts.dataDir;
    this.#options = options;
  }

  static async start(options: ForgeBedOptions): Promise<ForgeBed> {
    const folder = mkdtemp(path.join(tmpdir(), 'urumi-webhook-'));
    const { personTokens } = options;
    const startingForge = startForge(personTokens === undefined ? {} : { personTokens });
    const [bed, gitea, dataDir] = await Promise.all([Bed.start({ planner: true }), startingForge, folder]);
    const { url, owner, name } = await gitea.createRepository('shops', options.files);
    const forge = connectForge({
      repository: { kind: 'gitea', url: gitea.url, owner, name },
      credentials: { kind: 'token', token: async () => ({ password: gitea.token }) },
    });
    const made = new ForgeBed({ bed, gitea, forge, dataDir }, options);
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-controller');
    bed.detour = { kubeconfig: await bed.plane.kubeconfigFor(user, groups), repository: url };
    await bed.applyFleet({ source: { url, interval: '1h' }, ...options.fleet });
    await bed.startController();
    await made.startWebhook();
    await until('the fleet has read its repository', async () => (await made.fleetHead()) !== undefined, {
      // A thousand files are a minute's work.
      timeoutMs: 300_000,
    });
    return made;
  }

  /** Gitea's own API, for what people do. Paths are below the repository's. */
  get api(): Pick<GiteaApi, 'request'> {
    const { owner, name } = this.forge.repository;
    const api = giteaApi(this.#gitea.url, `token ${this.#gitea.token}`);
    return { request: (method, below, body) => api.request(method, `/repos/${owner}/${name}${below}`, body) };
  }

  /** The token of the repository's owner. */
  get token(): string {
    return this.#gitea.token;
  }

  /** JSON with `{user, password}` of the repository's owner, for the forge's own pages. */
  get accountFile(): string {
    return this.#gitea.accountFile;
  }

  /** Starts the webhook, and has Gitea deliver to it. */
  async startWebhook(): Promise<void> {
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-webhook');
    this.#api ??= await connect({ kubeconfig: await this.bed.plane.kubeconfigFor(user, groups), userAgent: 'webhook' });
    const options: WebhookOptions = {
      api: this.#api,
      namespace: systemNamespace,
      forge: this.#options.watched?.(this.forge) ?? this.forge,
      credentials: async () => ({ password: this.#gitea.token }),
      secrets: async () => [secret],
      dataDir: this.#dataDir,
      log: this.log,
      registry: new Registry(),
      port: 0,
      pollMs: 3_600_000,
    };
    this.#webhook = await startWebhook(options);
    await this.#webhook.ready;
    await this.forge.ensureWebhook({ url: this.#webhook.url, secret }, never);
  }

  async stopWebhook(): Promise<void> {
    await this.#webhook?.stop();
  }

  /** Stops Gitea's process, as its host would by going away. */
  async stopForge(): Promise<void> {
    await this.#gitea.components['gitea']?.stop();
  }

  /** Starts it again, with all that it had, and waits until it answers. */
  async startForge(): Promise<void> {
    this.#gitea.components['gitea']?.start();
    await until('the forge answers again', () => this.mainHead().catch(() => undefined), { timeoutMs: 60_000 });
  }

  async fleetHead(): Promise<string | undefined> {
    const { status } = await this.bed.fleet();
    return status?.['head'] as string | undefined;
  }

  async mainHead(): Promise<string> {
    const { commit } = await this.api.request<{ commit: { id: string } }>('GET', '/branches/main');
    return commit.id;
  }

  /** Commits a new file on a branch. */
  async addFile(file: string, text: string, branch: string): Promise<void> {
    const content = Buffer.from(text).toString('base64');
    await this.api.request('POST', `/contents/${file}`, { branch, message: `Add ${file}`, content });
  }

  /** Opens a pull request with these changes of files, from main as it is now. */
  async open(branch: string, files: Readonly<Record<string, string | null>>): Promise<PullRequest> {
    const base = await this.mainHead();
    await this.forge.commitFiles({ branch, base, message: `Change ${branch}`, files }, never);
    return await this.forge.openPullRequest({ head: branch, base: 'main', title: branch, body: '' }, never);
  }

  /** Merges a pull request, as soon as Gitea lets it. @returns what main is at because of it */
  async merge({ number }: PullRequest): Promise<string> {
    return await until(`pull request ${number} is merged`, async () => {
      const { head } = await this.forge.readPullRequest(number, never);
      try {
        return (await this.forge.mergePullRequest(number, { headSha: head.sha }, never)).sha;
      } catch (error) {
        if (isForgeError(error, 'Refused')) return undefined;
        throw error;
      }
    });
  }

  /** The plan as the pull request shows it; undefined when there is none yet. */
  async comment({ number }: PullRequest): Promise<string | undefined> {
    return (await this.forge.findComment(number, publishedPlan.marker, never))?.markdown;
  }

  /** Waits until a commit has a status. */
  untilSaid(sha: string, context: string, state: CommitVerdict['state']): Promise<CommitVerdict> {
    const ask = async (): Promise<CommitVerdict | undefined> => {
      const verdict = await this.forge.readVerdict(sha, context, never);
      return verdict?.state === state ? verdict : undefined;
    };
    const tell = (): string => `${this.log.lines.slice(-30).join('\n')}\n${this.bed.controller.output.slice(-3_000)}`;
    return until(`${context} of ${sha} is ${state}`, ask, { timeoutMs: 90_000, intervalMs: 100, tell });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopWebhook();
    await this.#api?.close();
    await this.forge.close();
    await Promise.all([this.bed[Symbol.asyncDispose](), this.#gitea.stop()]);
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
