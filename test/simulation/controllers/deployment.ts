import type { KubeObject } from '../../../cluster/object.ts';
import type { Write } from '../model/object-store.ts';
import { at, withValue, type Tree } from '../model/tree.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';
import { madeBy, ownedBy, ownerKeys, podsOf, replicasOf, templateHash } from './pods.ts';

/** Rolls a Deployment out: a ReplicaSet for its template, and none of the older ones' pods in the end. */
export class DeploymentController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const object = subjectOf(write);
    if (object.kind === 'Deployment') return [keyOf(object)];
    if (object.kind === 'ReplicaSet') return ownerKeys(object, 'Deployment');
    // The last pod of an old set lets the new one begin.
    if (object.kind !== 'Pod' || write.after !== undefined) return [];
    return ownerKeys(object, 'ReplicaSet').map((key) => key.slice(0, key.lastIndexOf('-')));
  }

  reconcile(key: string): number | undefined {
    const { objects } = this.#context.server;
    const deployment = objects.find('Deployment.apps', ...partsOf(key));
    if (deployment === undefined) return undefined;
    if (deployment.metadata.deletionTimestamp !== undefined) return undefined;
    const hash = templateHash(deployment);
    const sets = ownedBy(objects, 'ReplicaSet.apps', deployment);
    const old = sets.filter(({ metadata }) => !metadata.name.endsWith(hash));
    const current = sets.find(({ metadata }) => metadata.name.endsWith(hash));
    this.#advance(deployment, current, old);
    this.#show(deployment, hash);
    return undefined;
  }

  #advance(deployment: KubeObject, current: KubeObject | undefined, old: readonly KubeObject[]): void {
    const { server } = this.#context;
    const wanted = replicasOf(deployment);
    const isRecreate = at(deployment, 'spec', 'strategy', 'type') === 'Recreate';
    const isUp = current !== undefined && Number(at(current, 'status', 'readyReplicas') ?? 0) >= wanted;
    if (isRecreate || isUp) for (const set of old) this.#scale(set, 0);
    if (isRecreate && old.some((set) => podsOf(server.objects, set).length > 0)) return;
    if (current === undefined) server.create(replicaSetOf(deployment, wanted));
    else this.#scale(current, wanted);
  }

  #scale(set: KubeObject, replicas: number): void {
    if (replicasOf(set) !== replicas)
      this.#context.server.write(set, withValue(set, ['spec', 'replicas'], replicas) as KubeObject);
  }

  #show(deployment: KubeObject, hash: string): void {
    const { objects } = this.#context.server;
    const sets = ownedBy(objects, 'ReplicaSet.apps', deployment);
    const current = sets.filter(({ metadata }) => metadata.name.endsWith(hash));
    const ready = sum(sets, 'readyReplicas');
    const refused = sets.flatMap((set) => at(set, 'status', 'conditions') ?? []);
    const status = {
      observedGeneration: deployment.metadata.generation,
      replicas: sum(sets, 'replicas'),
      updatedReplicas: sum(current, 'replicas'),
      readyReplicas: ready,
      availableReplicas: ready,
      conditions: refused,
    };
    this.#context.server.write(deployment, { ...deployment, status });
  }
}

function replicaSetOf(deployment: KubeObject, replicas: number): KubeObject {
  const hash = templateHash(deployment);
  const template = at(deployment, 'spec', 'template') as Tree;
  const labels = { ...(at(template, 'metadata', 'labels') as Tree), 'pod-template-hash': hash };
  const name = `${deployment.metadata.name}-${hash}`;
  const spec = { replicas, template: withValue(template, ['metadata', 'labels'], labels) };
  return madeBy(deployment, { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, { name, labels }, spec);
}

function sum(sets: readonly KubeObject[], field: string): number {
  return sets.reduce((total, set) => total + Number(at(set, 'status', field) ?? 0), 0);
}
