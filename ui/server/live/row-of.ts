import { closureInForce } from '../../../synth/spec/closure-in-force.ts';
import { annotations, labels } from '../../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import type { Phase } from '../../../synth/spec/store.ts';
import type { Group, StoreRow } from '../api/store-row.ts';

/** Longer sentences are cut: a list shows the beginning. */
const longestMessage = 240;

const groupOfPhase: Readonly<Record<Phase, Group>> = {
  Failed: 'needs',
  Degraded: 'needs',
  Pending: 'motion',
  Provisioning: 'motion',
  Closing: 'motion',
  Purging: 'motion',
  Suspended: 'resting',
  Closed: 'resting',
  Ready: 'open',
};

function groupOf({ metadata, status }: StoreObject, phase: Phase): Group {
  const isStalled = status.conditions.some(({ type, status: is }) => type === 'Stalled' && is === 'True');
  return isStalled || metadata.annotations[annotations.held] !== undefined ? 'needs' : groupOfPhase[phase];
}

function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`;
}

function stageOf({ status: { stages } }: StoreObject): Pick<StoreRow, 'stage'> {
  const at = stages.findIndex(({ state }) => state !== 'Ready');
  const stage = stages[at];
  if (stage === undefined) return {};
  const { name, startedAt } = stage;
  return { stage: { name, done: at, of: stages.length, ...(startedAt !== undefined && { since: startedAt }) } };
}

function known<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/**
 * A Store object as lists show it.
 *
 * @param fleet of the store, for the version that it takes from there; absent when it is gone
 */
export function rowOf(store: StoreObject, fleet: FleetObject | undefined): StoreRow {
  const { metadata, spec, status } = store;
  const phase = status.phase ?? 'Pending';
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  const closure = closureInForce(store);
  return {
    name: metadata.name,
    fleet: metadata.labels[labels.fleet] ?? '',
    phase,
    group: groupOf(store, phase),
    reason: ready?.reason ?? 'Pending',
    message: cut(ready?.message ?? 'No controller has looked at this store yet.'),
    ...stageOf(store),
    engine: spec.engine,
    version: spec.version ?? fleet?.spec.versions[spec.engine] ?? '',
    plan: spec.plan,
    owner: spec.owner ?? '',
    title: spec.title ?? metadata.name,
    url: status.url ?? '',
    revision: status.revision ?? metadata.annotations[annotations.revision] ?? '',
    ...known({
      since: ready?.lastTransitionTime,
      held: metadata.annotations[annotations.held],
      createdAt: metadata.creationTimestamp,
      closedAt: status.closedAt ?? closure?.at,
      purgeAt: closure?.purgeAt,
    }),
  };
}
