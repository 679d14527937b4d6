import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { applyObject } from '../../../cluster/apply.ts';
import { connect, type Connection } from '../../../cluster/connect.ts';
import { kindInfo } from '../../../cluster/kinds.ts';
import { listObjects } from '../../../cluster/list.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { readObject } from '../../../cluster/read.ts';
import { recordedIo } from '../../../cli/recorded-io.ts';
import { run as runCommand } from '../../../cli/run.ts';
import { connectForge } from '../../../forge/connect-forge.ts';
import type { CommitVerdict } from '../../../forge/commit-status.ts';
import type { Forge } from '../../../forge/forge.ts';
import { isForgeError } from '../../../forge/forge-error.ts';
import { install } from '../../../install/install.ts';
import { publishedPlan } from '../../../plan/published-plan.ts';
import { startForge, type Forge as Gitea } from '../../../sandbox/forge.ts';
import { giteaApi } from '../../../sandbox/forge/gitea-api.ts';
import { namespaceOf, systemNamespace } from '../../../synth/spec/names.ts';
import { storeStatusSchema, type Phase, type StoreStatus } from '../../../synth/spec/store.ts';
import { until } from '../../harness/until.ts';
import type { RunningNode } from '../machine/running-node.ts';
import { domain, fleetFolders, fleetObject, type FleetChoices, type FleetFolder } from './fleet-object.ts';
import type { ShopAddress } from './medusa-customer.ts';
import { project, UrumiProcesses } from './urumi-processes.ts';

const hand = 'urumi-test';
const run = promisify(execFile);
const never = new AbortController().signal;

/** A change that was merged. */
export interface Merged {
  /** ms since the epoch */
  readonly at: number;
  readonly revision: string;
  /** What its pull request was told before. */
  readonly plan: Plan;
}

/** The status `urumi/plan` of a pull request, and the comment. */
export interface Plan {
  readonly state: CommitVerdict['state'];
  readonly description: string;
  readonly comment: string;
}

interface Parts {
  readonly api: Connection;
  readonly forge: Forge;
  readonly gitea: Gitea;
  /** Of the stores repo. */
  readonly repository: string;
  readonly processes: UrumiProcesses;
}

/**
 * Urumi at work on a node: a stores repo on a real forge, fleets that follow it, and Urumi's processes with the rights that they have in production. People act
 * through pull requests.
 */
export class ShopBed implements AsyncDisposable {
  readonly node: RunningNode;
  readonly api: Connection;
  readonly urumi: UrumiProcesses;
  readonly #parts: Parts;
  #changes = 0;

  private constructor(node: RunningNode, parts: Parts) {
    this.node = node;
    this.api = parts.api;
    this.urumi = parts.processes;
    this.#parts = parts;
  }

  static async start(node: RunningNode): Promise<ShopBed> {
    const kubeconfig = await node.kubeconfigFor(hand, ['system:masters']);
    const [api, gitea] = await Promise.all([connect({ kubeconfig, userAgent: hand }), startForge()]);
    await install(api, { trusted: [hand], planner: true });
    const readme = 'One file is one shop.\n';
    const { url, owner, name } = await gitea.createRepository(
      'shops',
      Object.fromEntries(fleetFolders.map((folder) => [`${folder}/README.md`, readme])),
    );
    const forge = connectForge({
      repository: { kind: 'gitea', url: gitea.url, owner, name },
      credentials: { kind: 'token', token: async () => ({ password: gitea.token }) },
    });
    const { tokenFile, webhookSecretFile } = gitea;
    const processes = await UrumiProcesses.start(node, { repository: forge.repository, tokenFile, webhookSecretFile });
    const secret = (await readFile(webhookSecretFile, 'utf8')).trim();
    await forge.ensureWebhook({ url: processes.addresses.deliveriesUrl, secret }, never);
    const bed = new ShopBed(node, { api, forge, gitea, repository: url, processes });
    await bed.follow('stores');
    return bed;
  }

  /** Has a fleet follow a folder of the stores repo, or changes its environment: by hand, as people apply a fleet's file. */
  async follow(folder: FleetFolder, choices: FleetChoices = {}): Promise<void> {
    await applyObject(this.api, fleetObject(folder, this.#parts.repository, choices), { manager: hand });
  }

  /** Changes files by a pull request, waits for its plan, and merges it, whatever the plan says. */
  async change(title: string, files: Readonly<Record<string, string | null>>): Promise<Merged> {
    const { forge, gitea } = this.#parts;
    const { owner, name } = forge.repository;
    const api = giteaApi(gitea.url, `token ${gitea.token}`);
    const { commit } = await api.request<{ commit: { id: string } }>('GET', `/repos/${owner}/${name}/branches/main`);
    // Scenes that follow one another may change the same thing.
    const branch = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${++this.#changes}`;
    await forge.commitFiles({ branch, base: commit.id, message: title, files }, never);
    const { number, head } = await forge.openPullRequest({ head: branch, base: 'main', title, body: '' }, never);
    const plan = await this.#planOf(number, head.sha);
    const revision = await until(`pull request ${number} is merged`, async () => {
      try {
        return (await forge.mergePullRequest(number, { headSha: head.sha }, never)).sha;
      } catch (error) {
        if (isForgeError(error, 'Refused')) return undefined;
        throw error;
      }
    });
    return { at: Date.now(), revision, plan };
  }

  /** What a status says of a commit; undefined when there is none. */
  verdict(sha: string, context: string): Promise<CommitVerdict | undefined> {
    return this.#parts.forge.readVerdict(sha, context, never);
  }

  async #planOf(number: number, sha: string): Promise<Plan> {
    const { forge } = this.#parts;
    const told = async () => {
      const verdict = await this.verdict(sha, publishedPlan.context);
      return verdict?.state === 'pending' ? undefined : verdict;
    };
    const patience = { timeoutMs: 60_000, tell: () => this.urumi.output };
    const { state, description } = await until(`the plan of pull request ${number} is told`, told, patience);
    const comment = await forge.findComment(number, publishedPlan.marker, never);
    return { state, description, comment: comment?.markdown ?? '' };
  }

  /** Runs an `urumi` command as a person at a terminal does. @returns what it printed */
  async command(...args: readonly string[]): Promise<string> {
    const all = ['cli/main.ts', ...args, '--kubeconfig', this.node.kubeconfig];
    return (await run(process.execPath, all, { cwd: project, timeout: 60_000 })).stdout;
  }

  /**
   * Waits until `urumi explain` says of a store what it should.
   *
   * Looks from within this process and lets a terminal have the last word: a program that is started twice a second takes a third of a core from the shops.
   *
   * @param says each of them has to be found
   * @returns the whole text
   */
  async untilExplained(store: string, says: readonly RegExp[], timeoutMs: number): Promise<string> {
    let last = '';
    const saysAll = (): boolean => says.every((each) => each.test(last));
    const look = async (): Promise<string | undefined> => {
      if ((await this.status(store)) === undefined) return undefined;
      const io = recordedIo();
      await runCommand(['explain', store, '--kubeconfig', this.node.kubeconfig], io);
      last = io.out() + io.err();
      if (!saysAll()) return undefined;
      last = await this.command('explain', store);
      return saysAll() ? last : undefined;
    };
    const tell = (): string => `${last}\n${this.urumi.output}`;
    return until(`urumi explain ${store} says ${says.join(', ')}`, look, { timeoutMs, intervalMs: 500, tell });
  }

  async status(store: string): Promise<StoreStatus | undefined> {
    const object = await readObject(this.api, `Store.urumi.dev/${systemNamespace}/${store}`);
    return object === undefined ? undefined : storeStatusSchema.parse(object['status'] ?? {});
  }

  /** Waits for a store's phase. @returns its status then */
  untilPhase(store: string, phase: Phase, timeoutMs: number): Promise<StoreStatus> {
    return this.#untilStatus(`${store} is ${phase}`, store, (status) => status.phase === phase, timeoutMs);
  }

  /** Waits until a store is as a revision says. @returns its status then */
  untilReady(store: string, revision: string, timeoutMs: number): Promise<StoreStatus> {
    const isUp = (status: StoreStatus) => status.phase === 'Ready' && status.readyRevision === revision;
    return this.#untilStatus(`${store} is Ready as of ${revision}`, store, isUp, timeoutMs);
  }

  /** The objects of a kind in a store's namespace. */
  async objects(store: string, kind: string, group = ''): Promise<KubeObject[]> {
    const found: KubeObject[] = [];
    for await (const object of listObjects(this.api, kindInfo(kind, group), { namespace: namespaceOf(store) }))
      found.push(object);
    return found;
  }

  /** A value of one of a store's Secrets. */
  async secret(store: string, name: string, key: string): Promise<string> {
    const object = await readObject(this.api, `Secret/${namespaceOf(store)}/${name}`);
    const { [key]: value = '' } = (object?.['data'] ?? {}) as Record<string, string>;
    return Buffer.from(value, 'base64').toString('utf8');
  }

  /** Where people outside find a store. */
  addressOf(store: string): ShopAddress {
    return { address: this.node.address, host: `${store}.${domain}` };
  }

  async #untilStatus(
    what: string,
    store: string,
    isThere: (status: StoreStatus) => boolean,
    timeoutMs: number,
  ): Promise<StoreStatus> {
    let last: StoreStatus | undefined;
    const look = async (): Promise<StoreStatus | undefined> => {
      last = await this.status(store);
      return last !== undefined && isThere(last) ? last : undefined;
    };
    const tell = (): string =>
      `${JSON.stringify({ ...last, inventory: last?.inventory.length })}\n${this.urumi.output}`;
    return until(what, look, { timeoutMs, intervalMs: 200, tell });
  }

  /** Every part ends, also when another one's end fails: each would keep the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { api, gitea, forge, processes } = this.#parts;
    await using parts = new AsyncDisposableStack();
    parts.defer(() => api.close());
    parts.defer(() => gitea.stop());
    parts.defer(() => forge.close());
    parts.defer(() => processes[Symbol.asyncDispose]());
  }
}
