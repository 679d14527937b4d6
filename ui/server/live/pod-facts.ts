import { z } from 'zod';
import { health } from '../../../cluster/health/health.ts';
import { objectId } from '../../../cluster/object-id.ts';
import type { KubeObject, LiveObject } from '../../../cluster/object.ts';
import { labels } from '../../../synth/spec/names.ts';

/** What is kept of a pod: a live object as any other, and what only pods have. */
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

/** What is kept of a pod. A pod that is not as the API promises has no restarts, node and containers. */
export function podFacts(object: KubeObject): PodFacts {
  const { metadata } = object;
  const { spec, status } = pod.safeParse(object).data ?? pod.parse({});
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  return {
    id: objectId(object),
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    version: '',
    store: metadata.labels?.[labels.store] ?? '',
    component: metadata.labels?.[labels.component] ?? '',
    owner: owner === undefined ? '' : `${owner.kind}/${owner.name}`,
    health: health(object),
    restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    node: spec.nodeName,
    createdAt: metadata.creationTimestamp,
    containers: spec.containers.map(({ name }) => name),
  };
}
