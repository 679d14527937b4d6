import { storeSpecSchema, type StoreSpec, type StoreStatus } from '../../../synth/spec/store.ts';
import type { StoreObject } from '../../../synth/spec/objects.ts';
import type { Desired, DesiredItem } from '../desired.ts';
import { emptyStatus } from '../store-state.ts';
import { wants } from './world.ts';

/** What a store may want: Jobs by `target`, and the sizes of its quota and its volume. */
export interface ToyWish {
  readonly target: 1 | 2 | 3;
  readonly quota: 1 | 2;
  readonly volume: 1 | 2;
}

/** The Store object of store x as the API server has it, and what it wants. */
export class ToyStore {
  wish: ToyWish = { target: 1, quota: 1, volume: 1 };
  written: StoreStatus = emptyStatus();
  #spec: StoreSpec = storeSpecSchema.parse({ engine: 'woocommerce', title: 'X', owner: 'x', country: 'DE' });
  #uid = 1;
  #version = 1;
  #generation = 1;
  #desired: Desired | undefined;

  get object(): StoreObject {
    const metadata = {
      name: 'x',
      namespace: 'urumi-system',
      uid: `store-${this.#uid}`,
      resourceVersion: String(this.#version),
      generation: this.#generation,
      labels: {},
      annotations: {},
      finalizers: [],
    };
    return { metadata, spec: this.#spec, status: this.written };
  }

  get closure(): StoreSpec['closure'] {
    return this.#spec.closure;
  }

  get desired(): Desired {
    this.#desired ??= desiredOf(this.wish, this.#spec.suspended);
    return this.#desired;
  }

  /** The file changes: what the store wants, or whether it sleeps. */
  change(wish: ToyWish, suspended: boolean): void {
    this.wish = wish;
    this.#edit({ ...this.#spec, suspended });
  }

  /** The file goes. */
  close(at: number, purgeAt: number): void {
    const closure = {
      at: new Date(at).toISOString(),
      purgeAt: new Date(purgeAt).toISOString(),
      revision: 'd'.repeat(40),
    };
    this.#edit({ ...this.#spec, closure });
  }

  /** The file is back. */
  reopen(): void {
    const { closure: _closure, ...spec } = this.#spec;
    this.#edit(spec);
  }

  /** Somebody deletes the Store object, or it has come to its end; then its file makes it anew. */
  replace(): void {
    this.reopen();
    this.#uid += 1;
    this.write(emptyStatus());
  }

  /** The API server takes a status. */
  write(status: StoreStatus): void {
    this.written = status;
    this.#version += 1;
  }

  #edit(spec: StoreSpec): void {
    this.#spec = spec;
    this.#generation += 1;
    this.#version += 1;
    this.#desired = undefined;
  }
}

/** The second target has a volume and a ConfigMap more than the others; a suspended shop has no ingress. */
function desiredOf({ target, quota, volume }: ToyWish, suspended: boolean): Desired {
  const digest = `${quota}${volume}${suspended ? asleepMark : ''}`;
  const base = wants({ digest, jobs: String(target), weight: quota, claim: volume });
  const stages = base.stages.map(({ name, items }) => {
    const more = extras.filter(({ stage }) => target === 2 && stage === name);
    const wanted = [...items, ...more.map(({ id }): DesiredItem => ({ id, digest, keep: true }))];
    return { name, items: suspended && name === 'ingress' ? [] : wanted };
  });
  return { ...base, target: `${target}/${digest}`, stages };
}

/** Digests of a suspended shop's objects end so. */
export const asleepMark = 's';

const extras = [
  { stage: 'config', id: 'ConfigMap/store-x/extra' },
  { stage: 'database', id: 'PersistentVolumeClaim/store-x/uploads' },
] as const;
