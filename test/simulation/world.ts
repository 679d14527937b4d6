import type { ApiRequest } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { SeededRandom } from '../../controller/store/testing/seeded-random.ts';
import { apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import { ControllerManager } from './controllers/controller-manager.ts';
import { ModelGit } from './model-git.ts';
import { ModelServer } from './model/model-server.ts';
import { textAt } from './model/tree.ts';
import { Watches } from './model/watches.ts';
import { ProcessClock } from './network/process-clock.ts';
import { SimulatedConnection } from './network/simulated-connection.ts';
import { startSimulatedController } from './simulated-controller.ts';
import { Trace } from './trace.ts';
import { Trouble, type Fault } from './trouble.ts';
import { VirtualTime } from './virtual-time.ts';

/** How long the controller stays away after it died, ms. */
const away = { least: 100, most: 20_000 } as const;
/** Between two compactions of etcd, ms. */
const compaction = { least: 15_000, most: 90_000 } as const;
/** Faults that are told in the trace, beside crashes: the others show in the requests. */
const told: ReadonlySet<Fault> = new Set(['silentWatch', 'slowController', 'slowStart', 'failedJob', 'duplicate']);

export interface WorldOptions {
  readonly seed: number;
  /** `spec` of the Fleet besides source and environment. */
  readonly fleet?: Readonly<Record<string, unknown>>;
}

/** A cluster, a stores repo and a controller between them: all of it a model but the controller, in virtual time, decided by one seed. */
export class World {
  readonly time = new VirtualTime();
  readonly trace = new Trace(this.time);
  readonly git = new ModelGit();
  readonly trouble: Trouble;
  readonly server: ModelServer;
  readonly #watches: Watches;
  readonly #seed: number;
  #poke: () => void = () => undefined;
  #process: ProcessClock | undefined;
  #starts = 0;
  /** Requests that the API server has answered. */
  requests = 0;

  constructor({ seed, fleet = {} }: WorldOptions) {
    this.#seed = seed;
    this.trouble = new Trouble(new SeededRandom(seed));
    let uids = 0;
    this.server = new ModelServer({ now: () => this.time.now(), uid: () => `uid-${++uids}` });
    this.#watches = new Watches(this.server.objects);
    void new ControllerManager(this.time.quiet, this.server, this.trouble);
    this.trouble.onStrike = (fault) => {
      if (told.has(fault)) this.trace.tell(`chance: ${fault}`);
    };
    this.#tellPhases();
    this.#prepare(fleet);
    this.#compactLater();
  }

  /** Starts the controller's process. */
  startController(): void {
    const clock = new ProcessClock(this.time);
    this.#process = clock;
    const { time: network, server, trouble } = this;
    const api = new SimulatedConnection({
      clock,
      network,
      server,
      trouble,
      watches: this.#watches,
      actor: 'controller',
      crash: () => this.#crash(clock),
      onAnswer: (request, error) => this.#note(request, error),
    });
    const say = (text: string) => (fields: object, message: string) =>
      this.trace.request(() => `    ${text}: ${message} ${JSON.stringify(fields).slice(0, 200)}`);
    const log = { debug: () => undefined, info: say('log'), warn: say('log'), error: say('LOG') };
    const random = new SeededRandom(this.#seed + 1_000_003 * ++this.#starts);
    this.#poke = startSimulatedController({
      api,
      clock,
      random,
      log,
      openRepository: () => this.git.open(clock, trouble),
    });
  }

  /** Ends the controller's process for good. */
  stopController(): void {
    this.#process?.kill();
  }

  /** What a webhook does after a push. */
  poke(): void {
    if (this.#process?.isAlive === true) this.#poke();
  }

  /** A person's request: no network, no faults. */
  ask(request: ApiRequest): unknown {
    return this.server.answer(request, 'person');
  }

  /** A Store object, as the cluster has it. */
  store(name: string): KubeObject | undefined {
    return this.server.objects.find('Store.urumi.dev', systemNamespace, name);
  }

  #prepare(fleet: Readonly<Record<string, unknown>>): void {
    const spec = {
      source: { url: 'http://git.example/stores.git', branch: 'main', path: 'stores', interval: '20s' },
      environment: { domain: 'shops.example' },
      ...fleet,
    };
    this.server.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } });
    const metadata = { name: 'shops', namespace: systemNamespace };
    this.ask({
      method: 'POST',
      path: `/apis/${apiVersion}/namespaces/${systemNamespace}/fleets`,
      query: { fieldManager: 'person' },
      body: { apiVersion, kind: 'Fleet', metadata, spec },
    });
  }

  /** As etcd does every five minutes: watches that are away meanwhile have to list anew. */
  #compactLater(): void {
    this.time.quiet.after(this.trouble.between(compaction.least, compaction.most), () => {
      if (!this.trouble.on) return;
      this.server.objects.compact();
      this.#compactLater();
    });
  }

  #crash(clock: ProcessClock): void {
    if (!clock.isAlive) return;
    clock.kill();
    const ms = this.trouble.between(away.least, away.most);
    this.trace.tell(`the controller dies, and is back in ${(ms / 1000).toFixed(1)} s`);
    this.time.after(ms, () => this.startController());
  }

  #note({ method, path, query }: ApiRequest, error: Error | undefined): void {
    this.requests++;
    if (method === 'GET' && error === undefined) return;
    const how = query?.['fieldManager'] === undefined ? '' : ` (${String(query['fieldManager'])})`;
    this.trace.request(
      () => `  ${method} ${path}${how}: ${error === undefined ? 'done' : String(error).slice(0, 200)}`,
    );
  }

  #tellPhases(): void {
    this.server.objects.onWrite(({ kind, before, after }) => {
      if (kind.kind !== 'Store') return;
      const [was, is] = [before, after].map((store) => textAt(store, 'status', 'phase'));
      const { name } = (after ?? before)?.metadata ?? { name: '?' };
      if (after === undefined) this.trace.tell(`Store ${name} is gone`);
      else if (was !== is) this.trace.tell(`Store ${name}: ${was || 'new'} -> ${is}`);
    });
  }
}
