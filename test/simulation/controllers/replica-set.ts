import type { KubeObject } from '../../../cluster/object.ts';
import { Refusal } from '../model/refuse.ts';
import type { Write } from '../model/object-store.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';
import { hasEnded, isReady, ownerKeys, podOf, podsOf, replicasOf } from './pods.ts';

/** Keeps as many pods as a ReplicaSet asks for. */
export class ReplicaSetController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const object = subjectOf(write);
    return object.kind === 'ReplicaSet'
      ? [keyOf(object)]
      : object.kind === 'Pod'
        ? ownerKeys(object, 'ReplicaSet')
        : [];
  }

  reconcile(key: string): number | undefined {
    const { server, trouble } = this.#context;
    const set = server.objects.find('ReplicaSet.apps', ...partsOf(key));
    if (set === undefined) return undefined;
    const pods = podsOf(server.objects, set).filter((pod) => !hasEnded(pod));
    const living = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const wanted = set.metadata.deletionTimestamp === undefined ? replicasOf(set) : living.length;
    for (const pod of living.slice(wanted)) server.delete(pod, { propagation: 'Background' });
    let refusal: string | undefined;
    try {
      for (let count = living.length; count < wanted; count++) {
        const name = `${set.metadata.name}-${trouble.random.below(60_000_000).toString(36).padStart(5, '0')}`;
        server.create(podOf(set, name, {}));
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error.answer.message;
    }
    this.#show(set, refusal);
    return refusal === undefined ? undefined : trouble.between(500, 4_000);
  }

  #show(set: KubeObject, refusal: string | undefined): void {
    const { objects } = this.#context.server;
    const pods = podsOf(objects, set).filter((pod) => !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined);
    const ready = pods.filter((pod) => isReady(pod)).length;
    const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refusal };
    const status = {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      ...(refusal !== undefined && { conditions: [failure] }),
    };
    this.#context.server.write(set, { ...set, status });
  }
}
