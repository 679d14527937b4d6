import type { FleetSpec, FleetStatus } from './fleet.ts';
import type { StoreSpec, StoreStatus } from './store.ts';

interface Meta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
}

/** A Store object as the loops see it: parsed, defaults filled in. */
export interface StoreObject {
  readonly metadata: Meta;
  readonly spec: StoreSpec;
  readonly status: StoreStatus;
}

/** A Fleet object as the loops see it. */
export interface FleetObject {
  readonly metadata: Meta;
  readonly spec: FleetSpec;
  readonly status: FleetStatus;
}
