import { z } from 'zod';
import { health } from '../../../cluster/health/health.ts';
import { Interner } from '../../../cluster/interner.ts';
import type { KubeObject, LiveObject } from '../../../cluster/object.ts';
import { Projection } from '../../../cluster/projection.ts';
import { labels } from '../../../synth/spec/names.ts';

/** Different lists of containers that are remembered; engines have a handful. */
const mostLists = 1_000;

/** What is kept of a pod: what is shown of any object, and what only pods have. */
export interface PodFacts extends Pick<LiveObject, 'id' | 'store' | 'component' | 'owner' | 'health'> {
  readonly restarts: number;
  readonly node: string;
  /** Seconds since the epoch, as the API server tells it: a number of these is a third of its text. */
  readonly createdAt: number | undefined;
  readonly containers: readonly string[];
}

const pod = z.object({
  spec: z
    .object({ nodeName: z.string().default(''), containers: z.array(z.object({ name: z.string() })).default([]) })
    .prefault({}),
  status: z
    .object({ containerStatuses: z.array(z.object({ restartCount: z.number().int().default(0) })).default([]) })
    .prefault({}),
});

/** Makes PodFacts: texts and lists that many pods share are kept once, and what nobody asks a pod for is not kept. A large fleet has more pods than anything else. */
export class PodProjection {
  readonly #projection = new Projection(health, '', false);
  readonly #texts = new Interner();
  readonly #containers = new Map<string, readonly string[]>();

  /**
   * A pod that is not as the API promises has no restarts, node and containers.
   *
   * @param id a flat string; it is kept
   */
  of(id: string, object: KubeObject): PodFacts {
    const { metadata } = object;
    const { spec, status } = pod.safeParse(object).data ?? pod.parse({});
    const place = {
      store: metadata.labels?.[labels.store] ?? '',
      component: metadata.labels?.[labels.component] ?? '',
    };
    // One literal: spread into another, each would be kept in two pieces.
    const { store, component, owner, health: state } = this.#projection.live(id, object, place);
    return {
      id,
      store,
      component,
      owner,
      health: state,
      restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
      node: this.#texts.of(spec.nodeName),
      createdAt: secondsOf(metadata.creationTimestamp),
      containers: this.#shared(spec.containers.map(({ name }) => name)),
    };
  }

  #shared(names: readonly string[]): readonly string[] {
    const key = names.join(' ');
    const kept = this.#containers.get(key) ?? names;
    if (this.#containers.size > mostLists) this.#containers.clear();
    this.#containers.set(key, kept);
    return kept;
  }
}

function secondsOf(time: string | undefined): number | undefined {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1_000);
}
