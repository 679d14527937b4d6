import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyObject } from '../../cluster/apply.ts';
import { systemClock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';
import type { BareRepository } from '../../forge/testing/bare-repository.ts';
import { startGitServer, type GitServer } from '../../forge/testing/git-server.ts';
import { RepositoryMirror } from '../../forge/repository/mirror.ts';
import { apiGroup, apiVersion } from '../../synth/spec/names.ts';
import type { Condition } from '../../synth/spec/status.ts';
import { ObjectCatalog } from '../../cluster/catalog.ts';
import { FleetLoop } from '../fleet/fleet-loop.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { followKind } from '../../cluster/follow-kind.ts';
import type { Log } from '../../cluster/log.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { recorded, type RecordedConnection } from './recorded-connection.ts';

/** A fleet loop between a Git server and an API server, both real, in a namespace of its own. The fleet is `shops`. */
export interface FleetBed {
  readonly server: GitServer;
  readonly repository: BareRepository;
  readonly namespace: string;
  readonly api: RecordedConnection;
  /** Lines that the loop logged. */
  readonly lines: string[];
  /** The running loop. */
  readonly loop: FleetLoop;
  /** Applies the Fleet object; the source's interval is long, so that fetches come when a test asks. */
  applyFleet(spec?: { readonly source?: object; readonly [field: string]: unknown }): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Commits, and tells the loop as a webhook would. */
  push(...args: Parameters<BareRepository['commit']>): Promise<string>;
  fleet(): FleetObject;
  condition(type: string): Condition | undefined;
  store(name: string): StoreObject | undefined;
  stores(): string[];
  /** Stops everything and deletes the repository. */
  end(): Promise<void>;
}

let count = 0;

class Bed implements FleetBed {
  readonly server: GitServer;
  readonly repository: BareRepository;
  readonly namespace: string;
  readonly api: RecordedConnection;
  readonly lines: string[] = [];
  readonly #directory: string;
  #stores = this.#catalog(parseStoreObject);
  #fleets = this.#catalog(parseFleetObject);
  #abort = new AbortController();
  #ended: Promise<unknown> = Promise.resolve();
  #loop: FleetLoop | undefined;

  constructor(api: ApiConnection, server: GitServer, directory: string) {
    this.api = recorded(api);
    this.server = server;
    this.repository = server.repository('shops');
    this.#directory = directory;
    count += 1;
    this.namespace = `fleet-${count}`;
  }

  get loop(): FleetLoop {
    if (this.#loop === undefined) throw new Error('the loop was not started');
    return this.#loop;
  }

  async applyFleet({
    source,
    ...spec
  }: { readonly source?: object; readonly [field: string]: unknown } = {}): Promise<void> {
    const whole = {
      source: { url: this.server.url('shops'), interval: '1h', ...source },
      environment: { domain: 'shops.example' },
      ...spec,
    };
    const metadata = { name: 'shops', namespace: this.namespace };
    await applyObject(this.api, { apiVersion, kind: 'Fleet', metadata, spec: whole }, { manager: 'test' });
  }

  async start(): Promise<void> {
    this.#abort = new AbortController();
    this.#stores = this.#catalog(parseStoreObject);
    this.#fleets = this.#catalog(parseFleetObject);
    const { signal } = this.#abort;
    const shared = { api: this.api, clock: systemClock, random: Math.random, log: this.#log() };
    const followings = [
      followKind(
        { ...shared, namespace: this.namespace, kind: kindInfo('Store', apiGroup), catalog: this.#stores },
        signal,
      ),
      followKind(
        { ...shared, namespace: this.namespace, kind: kindInfo('Fleet', apiGroup), catalog: this.#fleets },
        signal,
      ),
    ];
    this.#ended = Promise.all(followings.map(({ ended }) => ended));
    await Promise.all(followings.map(({ synced }) => synced));
    this.#loop = new FleetLoop({
      ...shared,
      stores: this.#stores,
      fleets: this.#fleets,
      identity: 'test',
      openRepository: ({ spec }, credentials) =>
        new RepositoryMirror({
          url: spec.source.url,
          branch: spec.source.branch,
          directory: this.#directory,
          credentials,
        }),
    });
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop?.stop();
    this.#abort.abort(new Error('the test stops the loop'));
    await this.#ended;
  }

  async push(...args: Parameters<BareRepository['commit']>): Promise<string> {
    const revision = await this.repository.commit(...args);
    this.#loop?.poke('shops');
    return revision;
  }

  fleet(): FleetObject {
    const fleet = this.#fleets.get('shops');
    if (fleet === undefined) throw new Error('there is no fleet');
    return fleet;
  }

  condition(type: string): Condition | undefined {
    return this.fleet().status.conditions.find((condition) => condition.type === type);
  }

  store(name: string): StoreObject | undefined {
    return this.#stores.get(name);
  }

  stores(): string[] {
    return [...this.#stores.list()].map(({ metadata }) => metadata.name).sort();
  }

  async end(): Promise<void> {
    await this.stop();
    await this.server.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #catalog<T extends StoreObject | FleetObject>(parse: (object: KubeObject) => T): ObjectCatalog<T> {
    return new ObjectCatalog<T>({
      parse,
      report: (name, error) => this.lines.push(`unreadable ${name}: ${String(error)}`),
    });
  }

  #log(): Log {
    const write = (fields: object, message: string): void =>
      void this.lines.push(`${message} ${JSON.stringify(fields)}`);
    return { debug: write, info: write, warn: write, error: write };
  }
}

/** Makes a bed with an empty repository; neither the Fleet nor the loop is there yet. */
export async function fleetBed(api: ApiConnection): Promise<FleetBed> {
  const server = await startGitServer({ repositories: ['shops'] });
  const bed = new Bed(api, server, await mkdtemp(join(tmpdir(), 'urumi-fleet-')));
  await applyObject(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: bed.namespace } });
  return bed;
}
