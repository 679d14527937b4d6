import { objectId } from '../cluster/object-id.ts';
import type { DesiredObject, KubernetesObject } from '../synth/synthesis.ts';
import { fieldChanges } from './field-changes.ts';
import type { ObjectChange, PlanStore } from './plan-report.ts';

/** Fields that are listed of one object. */
const mostFields = 40;

/** Objects by id. */
export type Objects = ReadonlyMap<string, DesiredObject>;

/** What a store has, or wants: its objects by id, in the order of their stages. */
export function byId(objects: Iterable<DesiredObject>): Objects {
  return new Map([...objects].map((desired) => [objectId(desired.object), desired]));
}

/** The objects that come, change and go between two states of a store. */
export function objectChanges(before: Objects, after: Objects): PlanStore['objects'] {
  const changed: ObjectChange[] = [];
  for (const [id, { object, digest }] of after) {
    const old = before.get(id);
    if (old !== undefined && old.digest !== digest) changed.push({ id, ...fieldsOf(old.object, object) });
  }
  return {
    created: [...after.keys()].filter((id) => !before.has(id)),
    changed,
    deleted: [...before.keys()].filter((id) => !after.has(id)),
  };
}

function fieldsOf(before: KubernetesObject, after: KubernetesObject): Omit<ObjectChange, 'id'> {
  const fields = fieldChanges(before, after);
  return { fields: fields.slice(0, mostFields), more: Math.max(0, fields.length - mostFields) };
}
