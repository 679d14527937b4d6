import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyObject } from '../../../cluster/apply.ts';
import { connect, type Connection } from '../../../cluster/connect.ts';
import { kindInfo } from '../../../cluster/kinds.ts';
import { listObjects } from '../../../cluster/list.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { readObject } from '../../../cluster/read.ts';
import { connectForge } from '../../../forge/connect-forge.ts';
import type { Forge } from '../../../forge/forge.ts';
import { isForgeError } from '../../../forge/forge-error.ts';
import { install } from '../../../install/install.ts';
import { serviceAccount } from '../../../sandbox/control-plane/credentials.ts';
import { startForge, type Forge as Gitea } from '../../../sandbox/forge.ts';
import { giteaApi } from '../../../sandbox/forge/gitea-api.ts';
import { apiVersion, namespaceOf, systemNamespace } from '../../../synth/spec/names.ts';
import { storeStatusSchema, type Phase, type StoreStatus } from '../../../synth/spec/store.ts';
import { ChildUnderTest } from '../../harness/child-process.ts';
import { until } from '../../harness/until.ts';
import { shopRegistry } from '../images/shop-images.ts';
import type { RunningNode } from '../machine/running-node.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const hand = 'urumi-test';
const domain = 'shops.test';
const never = new AbortController().signal;

/**
 * Urumi at work on a node: a stores repo on a real forge, a fleet that follows it, and the controller as a process of its own with the rights that it has
 * in production. People act through pull requests.
 */
export class ShopBed implements AsyncDisposable {
  readonly node: RunningNode;
  readonly api: Connection;
  readonly #forge: Forge;
  readonly #gitea: Gitea;
  readonly #controller: ChildUnderTest;

  private constructor(
    node: RunningNode,
    parts: { api: Connection; forge: Forge; gitea: Gitea; controller: ChildUnderTest },
  ) {
    this.node = node;
    this.api = parts.api;
    this.#forge = parts.forge;
    this.#gitea = parts.gitea;
    this.#controller = parts.controller;
  }

  static async start(node: RunningNode): Promise<ShopBed> {
    const kubeconfig = await node.kubeconfigFor(hand, ['system:masters']);
    const [api, gitea] = await Promise.all([connect({ kubeconfig, userAgent: hand }), startForge()]);
    await install(api, { trusted: [hand] });
    const { url, owner, name } = await gitea.createRepository('shops', {
      'stores/README.md': 'One file is one shop.\n',
    });
    const forge = connectForge({
      repository: { kind: 'gitea', url: gitea.url, owner, name },
      credentials: { kind: 'token', token: async () => ({ password: gitea.token }) },
    });
    await applyObject(api, fleet(url), { manager: hand });
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-controller');
    const own = await node.kubeconfigFor(user, groups);
    const data = path.join(node.folder.root, 'controller');
    const args = ['cli/main.ts', 'controller', '--kubeconfig', own, '--data', data, '--port', '0'];
    const controller = new ChildUnderTest(args, { cwd: project });
    return new ShopBed(node, { api, forge, gitea, controller });
  }

  /** Changes files by a pull request, and merges it. @returns when it was merged, ms since the epoch */
  async change(title: string, files: Readonly<Record<string, string | null>>): Promise<number> {
    const { owner, name } = this.#forge.repository;
    const api = giteaApi(this.#gitea.url, `token ${this.#gitea.token}`);
    const { commit } = await api.request<{ commit: { id: string } }>('GET', `/repos/${owner}/${name}/branches/main`);
    const branch = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    await this.#forge.commitFiles({ branch, base: commit.id, message: title, files }, never);
    const { number } = await this.#forge.openPullRequest({ head: branch, base: 'main', title, body: '' }, never);
    await until(`pull request ${number} is merged`, async () => {
      const { head } = await this.#forge.readPullRequest(number, never);
      try {
        return (await this.#forge.mergePullRequest(number, { headSha: head.sha }, never)).sha;
      } catch (error) {
        if (isForgeError(error, 'Refused')) return undefined;
        throw error;
      }
    });
    return Date.now();
  }

  async status(store: string): Promise<StoreStatus | undefined> {
    const object = await readObject(this.api, `Store.urumi.dev/${systemNamespace}/${store}`);
    return object === undefined ? undefined : storeStatusSchema.parse(object['status'] ?? {});
  }

  /** Waits for a store's phase. @returns its status then */
  async untilPhase(store: string, phase: Phase, timeoutMs: number): Promise<StoreStatus> {
    let last: StoreStatus | undefined;
    const look = async (): Promise<StoreStatus | undefined> => {
      last = await this.status(store);
      return last?.phase === phase ? last : undefined;
    };
    const tell = (): string =>
      `${JSON.stringify({ ...last, inventory: last?.inventory.length })}\n${this.#controller.output.slice(-3_000)}`;
    return until(`${store} is ${phase}`, look, { timeoutMs, intervalMs: 200, tell });
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
  addressOf(store: string): { address: string; host: string } {
    return { address: this.node.address, host: `${store}.${domain}` };
  }

  /** Every part ends, also when another one's end fails: each would keep the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using parts = new AsyncDisposableStack();
    parts.defer(() => this.api.close());
    parts.defer(() => this.#gitea.stop());
    parts.defer(() => this.#forge.close());
    parts.defer(async () => void (await this.#controller.end('SIGKILL')));
  }
}

function fleet(url: string): KubeObject {
  return {
    apiVersion,
    kind: 'Fleet',
    metadata: { name: 'shops', namespace: systemNamespace },
    spec: {
      source: { url, interval: '1s' },
      // What differs from production: where images come from, and that no certificate is anybody's.
      environment: { domain, tls: { mode: 'selfSigned' }, images: { ...shopRegistry } },
    },
  };
}
