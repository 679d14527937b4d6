import { z } from 'zod';
import { flat } from '../../../cluster/flat-string.ts';
import { health } from '../../../cluster/health/health.ts';
import { Interner } from '../../../cluster/interner.ts';
import { objectId } from '../../../cluster/object-id.ts';
import type { KubeObject, LiveObject } from '../../../cluster/object.ts';
import { Projection } from '../../../cluster/projection.ts';
import { labels } from '../../../synth/spec/names.ts';

/** Different lists of containers that are remembered; engines have a handful. */
const mostLists = 1_000;

/** What is kept of a pod: a live object as any other, without uid and versions, and what only pods have. */
export interface PodFacts extends LiveObject {
  readonly restarts: number;
  readonly node: string;
  readonly createdAt: string | undefined;
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
  readonly #projection = new Projection(health);
  readonly #texts = new Interner();
  readonly #containers = new Map<string, readonly string[]>();

  /** A pod that is not as the API promises has no restarts, node and containers. */
  of(object: KubeObject): PodFacts {
    const { metadata } = object;
    const { spec, status } = pod.safeParse(object).data ?? pod.parse({});
    const owner = metadata.ownerReferences?.find(({ controller }) => controller);
    const place = {
      store: metadata.labels?.[labels.store] ?? '',
      component: metadata.labels?.[labels.component] ?? '',
    };
    const kept = {
      uid: '',
      resourceVersion: '',
      version: '',
      owner: owner === undefined ? '' : `${owner.kind}/${owner.name}`,
      health: health(object),
    };
    return {
      ...this.#projection.assemble(flat(objectId(object)), place, kept),
      restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
      node: this.#texts.of(spec.nodeName),
      createdAt: metadata.creationTimestamp === undefined ? undefined : flat(metadata.creationTimestamp),
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
