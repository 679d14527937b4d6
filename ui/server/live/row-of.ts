import { knownFields } from '../../../plan/explain/known-fields.ts';
import { closureInForce } from '../../../plan/closure-in-force.ts';
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

/** Why it is as it is. */
function stateOf({ status: { conditions } }: StoreObject): Pick<StoreRow, 'reason' | 'message' | 'since'> {
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready === undefined) return { reason: 'Pending', message: 'No controller has looked at this store yet.' };
  return { reason: ready.reason, message: cut(ready.message), since: ready.lastTransitionTime };
}

/** What its file says, with what follows from it. */
function wishOf({ metadata, spec }: StoreObject, fleet: FleetObject | undefined) {
  return {
    engine: spec.engine,
    version: spec.version ?? fleet?.spec.versions[spec.engine] ?? '',
    plan: spec.plan,
    owner: spec.owner ?? '',
    title: spec.title ?? metadata.name,
  };
}

/**
 * A Store object as lists show it.
 *
 * @param fleet of the store, for the version that it takes from there; absent when it is gone
 */
export function rowOf(store: StoreObject, fleet: FleetObject | undefined): StoreRow {
  const { metadata, status } = store;
  const phase = status.phase ?? 'Pending';
  const closure = closureInForce(store);
  const { annotations: told } = metadata;
  return {
    name: metadata.name,
    fleet: metadata.labels[labels.fleet] ?? '',
    phase,
    group: groupOf(store, phase),
    ...stateOf(store),
    ...stageOf(store),
    ...wishOf(store, fleet),
    url: status.url ?? '',
    revision: status.revision ?? told[annotations.revision] ?? '',
    ...knownFields({ held: told[annotations.held], createdAt: metadata.creationTimestamp }),
    ...knownFields({ closedAt: status.closedAt ?? closure?.at, purgeAt: closure?.purgeAt }),
  };
}
