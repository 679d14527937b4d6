import type { StoreOrigin } from '../../synth/engines/engine.ts';
import type { FleetSpec } from '../../synth/spec/fleet.ts';
import type { StoreSpec } from '../../synth/spec/store.ts';
import { annotations } from '../../synth/spec/names.ts';
import { synthesise } from '../../synth/synthesise.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { indexOf, type Desired } from './desired.ts';

/** Full syntheses that are kept: stores that are being worked on. Some 60 kB each. */
const keptSyntheses = 64;

/** What a store wants to be, by id: its synthesis, indexed. A pure function, so whoever runs many loops over equal stores may pass one that remembers. */
export type SynthesiseIndexed = (
  store: { readonly name: string; readonly spec: StoreSpec; readonly origin: StoreOrigin },
  fleet: Pick<FleetSpec, 'environment' | 'versions'>,
) => ReturnType<typeof indexOf>;

/** What stores want. The index is kept for every store, the objects for the stores that were last asked for. */
export class DesiredSource {
  readonly #indexOf: SynthesiseIndexed;
  readonly #indexes = new Map<string, { key: string; desired: Desired }>();
  readonly #objects = new Map<string, { key: string; objects: ReadonlyMap<string, KubernetesObject> }>();

  constructor(index: SynthesiseIndexed = (store, fleet) => indexOf(synthesise(store, fleet))) {
    this.#indexOf = index;
  }

  /** @throws when the store cannot be synthesised: an engine or version that this build does not know */
  desiredOf(store: StoreObject, fleet: FleetObject): Desired {
    const key = keyOf(store, fleet);
    const known = this.#indexes.get(store.metadata.name);
    return known?.key === key ? known.desired : this.#synthesise(store, fleet, key).desired;
  }

  /** The objects by id; synthesised anew when they are no longer at hand (2 ms). */
  objectsOf(store: StoreObject, fleet: FleetObject): ReadonlyMap<string, KubernetesObject> {
    const key = keyOf(store, fleet);
    const known = this.#objects.get(store.metadata.name);
    return known?.key === key ? known.objects : this.#synthesise(store, fleet, key).objects;
  }

  forget(name: string): void {
    this.#indexes.delete(name);
    this.#objects.delete(name);
  }

  #synthesise(store: StoreObject, fleet: FleetObject, key: string): ReturnType<typeof indexOf> {
    const { name } = store.metadata;
    const index = this.#indexOf({ name, spec: store.spec, origin: originOf(store, fleet) }, fleet.spec);
    this.#indexes.set(name, { key, desired: index.desired });
    this.#objects.delete(name);
    this.#objects.set(name, { key, objects: index.objects });
    const [oldest] = this.#objects.keys();
    if (this.#objects.size > keptSyntheses && oldest !== undefined) this.#objects.delete(oldest);
    return index;
  }
}

/** A file that moves changes no generation. */
function keyOf(store: StoreObject, fleet: FleetObject): string {
  const { file } = originOf(store, fleet);
  const versions = `${store.metadata.uid}/${store.metadata.generation}/${fleet.metadata.uid}/${fleet.metadata.generation}`;
  // What a generation asks for, and the end of a rotation that an earlier one asked for.
  return `${versions}/${store.spec.rotate['database'] ?? ''}/${file}`;
}

function originOf({ metadata }: StoreObject, { spec }: FleetObject): StoreOrigin {
  return { file: metadata.annotations[annotations.file] ?? `${metadata.name}.yaml`, branch: spec.source.branch };
}
