import type { KubeObject } from '../../../cluster/object.ts';
import type { Write } from '../model/object-store.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';
import { hasEnded, isReady, ownerKeys, podOf, podsOf, replicasOf, templateHash } from './pods.ts';

const revisionLabel = 'controller-revision-hash';

/** Keeps the pods of a StatefulSet: one after the other, each under its own name, none beside its predecessor. */
export class StatefulSetController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const object = subjectOf(write);
    return object.kind === 'StatefulSet'
      ? [keyOf(object)]
      : object.kind === 'Pod'
        ? ownerKeys(object, 'StatefulSet')
        : [];
  }

  reconcile(key: string): number | undefined {
    const { objects } = this.#context.server;
    const set = objects.find('StatefulSet.apps', ...partsOf(key));
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return undefined;
    const revision = templateHash(set);
    this.#advance(set, revision);
    this.#show(set, revision);
    return undefined;
  }

  #advance(set: KubeObject, revision: string): void {
    const { server } = this.#context;
    const wanted = replicasOf(set);
    const pods = new Map(podsOf(server.objects, set).map((pod) => [pod.metadata.name, pod]));
    for (let ordinal = 0; ordinal < wanted; ordinal++) {
      const name = `${set.metadata.name}-${ordinal}`;
      const pod = pods.get(name);
      pods.delete(name);
      if (pod === undefined) {
        if (server.objects.find('Pod', set.metadata.namespace ?? '', name) === undefined)
          server.create(podOf(set, name, { [revisionLabel]: revision }));
        return;
      }
      if (isOutdated(pod, revision)) server.delete(pod, { propagation: 'Background' });
      if (!isReady(pod)) return;
    }
    for (const pod of pods.values()) {
      if (pod.metadata.deletionTimestamp === undefined) server.delete(pod, { propagation: 'Background' });
    }
  }

  #show(set: KubeObject, revision: string): void {
    const pods = podsOf(this.#context.server.objects, set);
    const updated = pods.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision);
    const isUpdated = updated.length === pods.length && pods.length >= replicasOf(set);
    const status = {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      readyReplicas: pods.filter((pod) => isReady(pod)).length,
      updatedReplicas: updated.length,
      currentRevision: isUpdated ? revision : 'earlier',
      updateRevision: revision,
    };
    this.#context.server.write(set, { ...set, status });
  }
}

function isOutdated(pod: KubeObject, revision: string): boolean {
  const isOther = pod.metadata.labels?.[revisionLabel] !== revision || hasEnded(pod);
  return isOther && pod.metadata.deletionTimestamp === undefined;
}
