import type { KindInfo } from '../../../cluster/kinds.ts';
import { bytesOf } from '../../../cluster/health/quantity.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import type { ObjectStore } from './object-store.ts';
import { forbidden } from './refuse.ts';
import { at } from './tree.ts';

type Amounts = Readonly<Record<string, number>>;

/** What the model counts of an object: pods, claims, storage and `count/...`; not CPU and memory. */
export function demandOf(kind: KindInfo, object: KubeObject): Amounts {
  const counted = { [`count/${kind.plural}${kind.group && `.${kind.group}`}`]: 1 };
  if (kind.kind === 'Pod') return hasEnded(object) ? counted : { ...counted, pods: 1 };
  if (kind.kind !== 'PersistentVolumeClaim') return counted;
  const storage = amount(at(object, 'spec', 'resources', 'requests', 'storage'));
  return { ...counted, persistentvolumeclaims: 1, 'requests.storage': storage };
}

/**
 * Quota admission: an object is refused that exceeds a quota, and also one whose quota has not been counted yet.
 *
 * @param live what it replaces
 * @throws Refusal 403
 */
export function checkQuota(objects: ObjectStore, kind: KindInfo, object: KubeObject, live?: KubeObject): void {
  const { namespace = '', name } = object.metadata;
  const more = differenceOf(demandOf(kind, object), live === undefined ? {} : demandOf(kind, live));
  for (const quota of objects.list('ResourceQuota', namespace)) {
    if (!isInScope(quota, kind, object)) continue;
    const asked = Object.keys(more).filter((key) => at(quota, 'spec', 'hard', key) !== undefined);
    const refuse = (why: string): never => {
      throw forbidden(`${kind.plural} "${name}" is forbidden: ${why}`);
    };
    const unknown = asked.filter((key) => at(quota, 'status', 'hard', key) === undefined);
    if (unknown.length > 0) refuse(`status unknown for quota: ${quota.metadata.name}, resources: ${unknown.join(',')}`);
    for (const key of asked) {
      const used = usedOf(objects, quota, key);
      const limit = amount(at(quota, 'status', 'hard', key));
      if (used + (more[key] ?? 0) > limit)
        refuse(
          `exceeded quota: ${quota.metadata.name}, requested: ${key}=${more[key]}, used: ${key}=${used}, limited: ${key}=${limit}`,
        );
    }
  }
}

/** How much of a resource is used of a quota. */
export function usedOf(objects: ObjectStore, quota: KubeObject, resource: string): number {
  let used = 0;
  for (const kind of objects.kinds().filter((kind) => counts(kind, resource))) {
    for (const object of objects.list(kind, quota.metadata.namespace ?? '')) {
      if (isInScope(quota, kind, object)) used += demandOf(kind, object)[resource] ?? 0;
    }
  }
  return used;
}

/** Whether objects of a kind can use a resource. */
function counts({ kind, plural, group }: KindInfo, resource: string): boolean {
  if (resource.startsWith('count/')) return resource === `count/${plural}${group && `.${group}`}`;
  return kind === (resource === 'pods' ? 'Pod' : 'PersistentVolumeClaim');
}

/** The scopes Terminating and NotTerminating tell pods with a deadline from those without. */
function isInScope(quota: KubeObject, kind: KindInfo, object: KubeObject): boolean {
  const scopes = at(quota, 'spec', 'scopes');
  if (!Array.isArray(scopes) || scopes.length === 0) return true;
  if (kind.kind !== 'Pod') return false;
  const isBounded = at(object, 'spec', 'activeDeadlineSeconds') !== undefined;
  return scopes.includes(isBounded ? 'Terminating' : 'NotTerminating');
}

function differenceOf(a: Amounts, b: Amounts): Amounts {
  const entries = Object.entries(a).map(([key, value]) => [key, value - (b[key] ?? 0)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value > 0));
}

function amount(value: unknown): number {
  return bytesOf(typeof value === 'string' ? value : String(value)) ?? 0;
}

function hasEnded(pod: KubeObject): boolean {
  return ['Succeeded', 'Failed'].includes(String(at(pod, 'status', 'phase')));
}
