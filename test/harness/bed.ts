import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import { startGitServer, type GitServer } from '../../forge/testing/git-server.ts';
import type { BareRepository, FileChange } from '../../forge/testing/bare-repository.ts';
import { install } from '../../install/install.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from '../../sandbox/control-plane.ts';
import { serviceAccount } from '../../sandbox/control-plane/credentials.ts';
import { apiVersion, namespaceOf, systemNamespace } from '../../synth/spec/names.ts';
import { storeStatusSchema, type Phase, type StoreStatus } from '../../synth/spec/store.ts';
import { ChildUnderTest } from './child-process.ts';
import { until } from './until.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const fleetName = 'shops';
/** The tests' own hand: it may do what the policies keep people from, so that tests can spoil things. People are `plane.kubeconfig`. */
export const hand = 'urumi-test';

/** Where the controller reaches the API server and the Git server, when not directly: through proxies that misbehave. */
export interface Detour {
  /** Path of a kubeconfig. */
  readonly kubeconfig: string;
  /** URL of the stores repo. */
  readonly repository: string;
}

export interface BedOptions extends ControlPlaneOptions {
  /** Merged into the fleet's spec. */
  readonly fleet?: Record<string, unknown>;
  /** The webhook's account may dry-run. @default false */
  readonly planner?: boolean;
}

/**
 * A real control plane, a real Git server with an empty stores repo, and a fleet that follows it: all that the controller needs,
 * which runs as a process of its own, with its own rights.
 */
export class Bed implements AsyncDisposable {
  readonly plane: ControlPlane;
  readonly api: Connection;
  readonly git: GitServer;
  /** Counts from the next `applyFleet` and `startController` on. */
  detour: Detour | undefined;
  #controller: ChildUnderTest | undefined;

  private constructor(parts: { plane: ControlPlane; api: Connection; git: GitServer }) {
    this.plane = parts.plane;
    this.api = parts.api;
    this.git = parts.git;
  }

  static async start(options: BedOptions = {}): Promise<Bed> {
    const { fleet = {}, planner = false, ...planeOptions } = options;
    const [plane, git] = await Promise.all([
      startControlPlane({ audit: true, ...planeOptions }),
      startGitServer({ repositories: ['stores'] }),
    ]);
    const kubeconfig = await plane.kubeconfigFor(hand, ['system:masters']);
    const api = await connect({ kubeconfig, userAgent: 'urumi-test' });
    const bed = new Bed({ plane, api, git });
    try {
      await install(api, { trusted: [hand], planner });
      await bed.push({ 'stores/README.md': 'One file is one shop.\n' });
      await bed.applyFleet(fleet);
      return bed;
    } catch (error) {
      await bed[Symbol.asyncDispose]();
      throw error;
    }
  }

  get repository(): BareRepository {
    return this.git.repository('stores');
  }

  get controller(): ChildUnderTest {
    if (this.#controller === undefined) throw new Error('the controller was not started');
    return this.#controller;
  }

  async applyFleet(spec: Record<string, unknown> = {}): Promise<void> {
    const source = { url: this.detour?.repository ?? this.git.url('stores'), interval: '1s' };
    const fleet = { apiVersion, kind: 'Fleet', metadata: { name: fleetName, namespace: systemNamespace } };
    await applyObject(
      this.api,
      { ...fleet, spec: { source, environment: { domain: 'shops.test' }, ...spec } },
      { manager: 'urumi-test' },
    );
  }

  async fleet(): Promise<KubeObject & { status?: Record<string, unknown> }> {
    const fleet = await readObject(this.api, `Fleet.urumi.dev/${systemNamespace}/${fleetName}`);
    if (fleet === undefined) throw new Error('the fleet is gone');
    return fleet;
  }

  /** Commits changes of files on main. @returns the revision */
  push(changes: Readonly<Record<string, FileChange>>, message = 'Change stores'): Promise<string> {
    return this.repository.commit(changes, { message });
  }

  /**
   * Starts the controller as its ServiceAccount.
   *
   * @param data its folder: another one makes another candidate of it, which may have to stand by
   */
  async startController(data = 'controller'): Promise<ChildUnderTest> {
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-controller');
    const kubeconfig = this.detour?.kubeconfig ?? (await this.plane.kubeconfigFor(user, groups));
    const args = [
      'cli/main.ts',
      'controller',
      '--kubeconfig',
      kubeconfig,
      '--data',
      path.join(this.plane.dataDir, data),
      '--port',
      '0',
    ];
    this.#controller = new ChildUnderTest(args, { cwd: project });
    return this.#controller;
  }

  store(name: string): Promise<(KubeObject & { spec?: Record<string, unknown> }) | undefined> {
    return readObject(this.api, `Store.urumi.dev/${systemNamespace}/${name}`);
  }

  async status(name: string): Promise<StoreStatus | undefined> {
    const store = await this.store(name);
    return store === undefined ? undefined : storeStatusSchema.parse(store['status'] ?? {});
  }

  /** Waits for a store's phase. @returns its status then */
  async untilPhase(name: string, phase: Phase, timeoutMs = 60_000): Promise<StoreStatus> {
    let last: StoreStatus | undefined;
    const ask = async (): Promise<StoreStatus | undefined> => {
      last = await this.status(name);
      return last?.phase === phase ? last : undefined;
    };
    const tell = (): string =>
      `${JSON.stringify({ ...last, inventory: last?.inventory.length })}\n${this.#controller?.output ?? ''}`;
    return until(`${name} is ${phase}`, ask, { timeoutMs, tell });
  }

  /** An object of a store's namespace. */
  object(store: string, kind: string, name: string): Promise<KubeObject | undefined> {
    return readObject(
      this.api,
      kind === 'Namespace' ? `Namespace//${namespaceOf(store)}` : `${kind}/${namespaceOf(store)}/${name}`,
    );
  }

  /** Every part ends, also when another one's end fails: each would keep the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using parts = new AsyncDisposableStack();
    parts.defer(() => this.plane.stop());
    parts.defer(() => this.git.stop());
    parts.defer(() => this.api.close());
    parts.defer(async () => void (await this.#controller?.end('SIGKILL')));
  }
}
