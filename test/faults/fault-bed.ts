import path from 'node:path';
import { loadKubeconfig } from '../../cluster/load-kubeconfig.ts';
import { Bed } from '../harness/bed.ts';
import { ControllerToken } from './controller-token.ts';
import { FaultProxy } from './fault-proxy.ts';
import { misfits, type Goal } from './misfits.ts';
import { Witness } from './witness.ts';

/** A Bed whose controller reaches the API server and the Git server through proxies. Nobody else does: what the test sees is what is. */
export class FaultBed implements AsyncDisposable {
  readonly bed: Bed;
  /** Between the controller and the API server. */
  readonly api: FaultProxy;
  /** Between the controller and the Git server. */
  readonly git: FaultProxy;
  /** Has seen everything since the start. */
  readonly witness: Witness;
  /** The controller's kubeconfig. */
  readonly kubeconfig: string;
  #tokens = 0;
  #token: ControllerToken | undefined;

  readonly #parts = new AsyncDisposableStack();

  private constructor(bed: Bed, api: FaultProxy, git: FaultProxy) {
    this.bed = bed;
    this.api = api;
    this.git = git;
    this.witness = new Witness(bed.api);
    this.kubeconfig = path.join(bed.plane.dataDir, 'faults.kubeconfig');
  }

  /** Without a controller. @param fleet merged into the fleet's spec */
  static async start(fleet: Record<string, unknown> = {}): Promise<FaultBed> {
    await using parts = new AsyncDisposableStack();
    const bed = parts.use(await Bed.start());
    const ca = loadKubeconfig({ kubeconfig: bed.plane.kubeconfig }).getCurrentCluster()?.caData ?? '';
    const api = parts.use(
      await FaultProxy.start({ upstream: bed.plane.url, ca: Buffer.from(ca, 'base64').toString('utf8') }),
    );
    const git = parts.use(await FaultProxy.start({ upstream: bed.git.origin }));
    const faults = new FaultBed(bed, api, git);
    parts.defer(() => faults.witness.stop());
    await faults.renewToken();
    bed.detour = {
      kubeconfig: faults.kubeconfig,
      repository: bed.git.url('stores').replace(bed.git.origin, git.origin),
    };
    await bed.applyFleet(fleet);
    await faults.witness.start();
    faults.#parts.use(parts.move());
    return faults;
  }

  /** Gives the controller a new token, in place of the one that it has. */
  async renewToken(): Promise<void> {
    this.#tokens += 1;
    this.#token = await ControllerToken.issue(this.bed.api, `controller-token-${this.#tokens}`);
    this.#token.writeKubeconfig(this.kubeconfig, this.api.origin);
  }

  /** Resolves when the controller's token counts no more. */
  async revokeToken(): Promise<void> {
    await this.#token?.revoke();
  }

  /** What is missing and what was leaked, when every store is to be at its goal: see `misfits`. */
  async misfits(goals: ReadonlyMap<string, Goal>): Promise<string[]> {
    const isKnown = (id: string): boolean => this.witness.sees(id);
    return await misfits(this.bed.api, { fleet: await this.bed.fleet(), goals, isKnown });
  }

  /** Everything works again from now on; watches that were silenced stay silent. */
  heal(): void {
    this.api.rule = undefined;
    this.git.rule = undefined;
  }

  /** Every part ends, also when another one's end fails: the servers would keep the process. The proxies go before the servers that they hold connections to. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.heal();
    await this.#parts.disposeAsync();
  }
}
