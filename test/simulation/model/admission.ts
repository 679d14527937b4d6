import type { KindInfo } from '../../../cluster/kinds.ts';
import { bytesOf } from '../../../cluster/health/quantity.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import type { ObjectStore } from './object-store.ts';
import { checkQuota } from './quota.ts';
import { invalid, notFound, Refusal } from './refuse.ts';
import { isSame } from '../../../cluster/is-same.ts';
import { at } from './tree.ts';

/**
 * What happens to an object before it is created: refused where its namespace is missing or going, or a quota says no; given the finalizers and the first
 * status that the API server gives.
 *
 * @throws Refusal
 */
export function admit(objects: ObjectStore, kind: KindInfo, object: KubeObject): KubeObject {
  if (kind.namespaced) checkNamespace(objects, kind, object);
  checkQuota(objects, kind, object);
  switch (kind.kind) {
    case 'Namespace':
      return { ...withLabel(object), spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
    case 'PersistentVolumeClaim':
      return { ...withFinalizer(object, 'kubernetes.io/pvc-protection'), status: { phase: 'Pending' } };
    case 'PersistentVolume':
      return withFinalizer(object, 'kubernetes.io/pv-protection');
    default:
      return object;
  }
}

/** @throws Refusal 422 for a change that the kind does not allow, 403 for one that exceeds a quota */
export function checkChange(objects: ObjectStore, kind: KindInfo, live: KubeObject, after: KubeObject): void {
  const what = `${kind.kind} "${live.metadata.name}" is invalid`;
  if (kind.kind === 'Job' && !isSame(at(live, 'spec', 'template'), at(after, 'spec', 'template')))
    throw invalid(`${what}: spec.template: Invalid value: field is immutable`);
  if (kind.kind !== 'PersistentVolumeClaim') return;
  if (sizeOf(after) !== sizeOf(live) && at(live, 'status', 'phase') !== 'Bound')
    throw invalid(
      `${what}: spec: Forbidden: spec is immutable after creation except resources.requests for bound claims`,
    );
  if (sizeOf(after) < sizeOf(live))
    throw invalid(`${what}: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity`);
  checkQuota(objects, kind, after, live);
}

function checkNamespace(objects: ObjectStore, kind: KindInfo, { metadata }: KubeObject): void {
  const { namespace = '', name } = metadata;
  const home = objects.find('Namespace', '', namespace);
  if (home === undefined) throw notFound('namespaces', namespace);
  if (home.metadata.deletionTimestamp === undefined) return;
  const message = `${kind.plural} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`;
  const causes = [
    { reason: 'NamespaceTerminating', message: 'namespace is being terminated', field: 'metadata.namespace' },
  ];
  throw new Refusal({ status: 403, reason: 'Forbidden', message, causes });
}

function withFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = [...(object.metadata.finalizers ?? []), finalizer];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

function withLabel(namespace: KubeObject): KubeObject {
  const { labels, name } = namespace.metadata;
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
  };
}

function sizeOf(claim: KubeObject): number {
  return bytesOf(String(at(claim, 'spec', 'resources', 'requests', 'storage'))) ?? 0;
}
