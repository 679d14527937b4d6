import { labels } from '../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../synth/spec/objects.ts';

/** Names and hosts that a fleet may not use, and who has them. */
export interface ForeignClaims {
  /** Store name → why it is taken. */
  readonly names: ReadonlyMap<string, string>;
  /** Host → who has it. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Host → the store that has it. */
  readonly holders?: ReadonlyMap<string, StoreObject>;
}

/** The world outside one fleet. */
export interface ForeignView {
  readonly fleet: string;
  readonly stores: Iterable<StoreObject>;
  /** Store objects that cannot be read: name → why. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly fleets: Iterable<FleetObject>;
}

/** Names and hosts that a fleet may not use: those of other fleets, and names of objects that this Urumi does not understand. */
export function foreignClaims({ fleet, stores, unreadable, fleets }: ForeignView): ForeignClaims {
  const names = new Map<string, string>();
  const hosts = new Map<string, string>();
  const holders = new Map<string, StoreObject>();
  const domains = new Map([...fleets].map(({ metadata, spec }) => [metadata.name, spec.environment.domain]));
  for (const store of stores) {
    const { metadata, spec } = store;
    const owner = metadata.labels[labels.fleet];
    if (owner === undefined || owner === fleet) continue;
    names.set(metadata.name, `fleet ${owner} has a store of this name`);
    if (spec.closure !== undefined) continue;
    const domain = domains.get(owner);
    const own = domain === undefined ? spec.hosts : [`${metadata.name}.${domain}`, ...spec.hosts];
    for (const host of own) {
      hosts.set(host, `store ${metadata.name} of fleet ${owner}`);
      holders.set(host, store);
    }
  }
  for (const [name, why] of unreadable)
    names.set(name, `the Store object exists, and this Urumi cannot read it (${why})`);
  return { names, hosts, holders };
}
