import type { KubeObject } from '../../../cluster/object.ts';
import { digestOf } from '../../../synth/digest.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { at, isTree, textAt, type Tree } from '../model/tree.ts';

/** The pods that an object controls. */
export function podsOf(objects: ObjectStore, owner: KubeObject): KubeObject[] {
  return ownedBy(objects, 'Pod', owner);
}

/** Objects of a type that an object controls. */
export function ownedBy(objects: ObjectStore, type: string, owner: KubeObject): KubeObject[] {
  const { namespace, uid } = owner.metadata;
  return objects
    .list(type, namespace)
    .filter(({ metadata }) => metadata.ownerReferences?.some((reference) => reference.uid === uid));
}

/** The key of an object's controller when it is of a kind. */
export function ownerKeys({ metadata }: KubeObject, kind: string): string[] {
  const owners = (metadata.ownerReferences ?? []).filter((owner) => owner.controller === true && owner.kind === kind);
  return owners.map(({ name }) => `${metadata.namespace ?? ''}/${name}`);
}

/** An object by an owner's `spec.template`, controlled by it. */
export function madeBy(
  owner: KubeObject,
  kind: { apiVersion: string; kind: string },
  metadata: Tree,
  spec: unknown,
): KubeObject {
  const { name, uid = '', namespace } = owner.metadata;
  const reference = {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return { ...kind, metadata: { namespace, ...metadata, ownerReferences: [reference] }, spec } as unknown as KubeObject;
}

/** A pod by an owner's `spec.template`. */
export function podOf(owner: KubeObject, name: string, labels: Readonly<Record<string, string>>): KubeObject {
  const template = at(owner, 'spec', 'template');
  const own = at(template, 'metadata', 'labels');
  const metadata = { name, labels: { ...(isTree(own) ? own : {}), ...labels } };
  return madeBy(owner, { apiVersion: 'v1', kind: 'Pod' }, metadata, at(template, 'spec'));
}

const hashes = new WeakMap<object, string>();

/** Tells templates apart. */
export function templateHash(owner: KubeObject): string {
  const template = at(owner, 'spec', 'template') as object;
  const hash = hashes.get(template) ?? digestOf(template).slice(0, 9);
  hashes.set(template, hash);
  return hash;
}

export function isReady(pod: KubeObject): boolean {
  const conditions = at(pod, 'status', 'conditions');
  const ready =
    Array.isArray(conditions) &&
    conditions.some((item) => at(item, 'type') === 'Ready' && at(item, 'status') === 'True');
  return ready && pod.metadata.deletionTimestamp === undefined;
}

export function phaseOf(pod: KubeObject): string {
  return textAt(pod, 'status', 'phase') || 'Pending';
}

export function hasEnded(pod: KubeObject): boolean {
  return ['Succeeded', 'Failed'].includes(phaseOf(pod));
}

/** `spec.replicas`, which is 1 when absent. */
export function replicasOf(owner: KubeObject): number {
  const replicas = at(owner, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}
