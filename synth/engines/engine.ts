import type { Environment } from '../spec/fleet.ts';
import type { Engine as EngineName, StoreSpec } from '../spec/store.ts';
import type { StoreChart } from '../store-chart.ts';
import type { SecretRequest } from '../synthesis.ts';

/** Where a store's file is. The revision is no part of it: a commit must not change stores that it does not touch. */
export interface StoreOrigin {
  /** Path in the stores repo. */
  readonly file: string;
  readonly branch: string;
}

/** What an engine builds a store from: the store's file, its fleet, and what follows from both. */
export interface StoreContext {
  readonly name: string;
  readonly namespace: string;
  readonly spec: StoreSpec;
  readonly environment: Environment;
  /** Engine version: the store's, else the fleet's, else the engine's default. */
  readonly version: string;
  /** `<name>.<fleet domain>` first, then the store's own hosts, each once. */
  readonly hosts: readonly [string, ...string[]];
  /** How customers reach the shop: `http` only where the fleet has no TLS. */
  readonly scheme: 'http' | 'https';
  /** Absent when nobody says. */
  readonly origin?: StoreOrigin;
}

/**
 * A part of a store that runs pods. Its name is the value of the component label and the name of its service account; network
 * policies follow from what it says here, so nothing is reachable that no component declared.
 */
export interface Component {
  readonly name: string;
  /** The one TCP port that it listens on, and the components that may connect to it. */
  readonly listens?: { readonly port: number; readonly from: readonly string[]; readonly ingressController?: boolean };
  /** TCP ports that it may reach on public addresses; none when absent. */
  readonly internet?: readonly number[];
}

/** Storage of a store, as Kubernetes quantities. */
export interface Storage {
  readonly database: string;
  /** Absent: the engine keeps uploaded files elsewhere, such as in its database. */
  readonly files?: string;
}

/** The software that a store runs: knows its pods, volumes and secrets; knows nothing of other stores or of the cluster. */
export interface Engine {
  readonly name: EngineName;
  /** Version that a store runs when neither its file nor its fleet names one: the one that this Urumi was tested with. */
  readonly defaultVersion: string;
  readonly components: readonly Component[];
  /** Path of the shopkeeper's admin pages. */
  readonly adminPath: string;
  /** What a store gets: its own figures, else its plan's. */
  storage(spec: StoreSpec): Storage;
  /** The volume claims of that storage; one that an engine does not name has no size of its own to compare with. */
  readonly claims?: Readonly<Partial<Record<keyof Storage, string>>>;
  /** Adds the store's objects to the stages of the chart, as they are when the store is awake. */
  build(chart: StoreChart): void;
  secrets(store: StoreContext): SecretRequest[];
}
