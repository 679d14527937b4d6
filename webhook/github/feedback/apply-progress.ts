import { takenOver } from '../../../plan/explain/taken-over.ts';
import { annotations } from '../../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';

/** How a store fares that a revision has opened, changed or closed. `closed`: its workloads are gone, as they should be. */
export interface StoreOutcome {
  readonly store: StoreObject;
  readonly fleet: FleetObject;
  readonly state: 'pending' | 'success' | 'failure' | 'closed';
}

/** How a revision fares in the cluster. */
export interface ApplyProgress {
  readonly state: 'pending' | 'success' | 'failure';
  /** One line of at most 140 characters, without anything from a file but names of stores. */
  readonly description: string;
  readonly stores: readonly StoreOutcome[];
}

function isStalled({ status }: StoreObject): boolean {
  return status.conditions.some(({ type, status, reason }) => {
    // A file that is wrong at the head says nothing of the change before it.
    return type === 'Stalled' && status === 'True' && reason !== 'InvalidFile';
  });
}

function outcomeOf(store: StoreObject, revision: string): StoreOutcome['state'] {
  const { metadata, spec, status } = store;
  if (status.observedGeneration !== metadata.generation) return 'pending';
  if (spec.closure !== undefined) return closingOf(store);
  if (status.revision !== revision) return 'pending';
  if (status.readyRevision === revision) return 'success';
  return status.phase === 'Failed' || isStalled(store) ? 'failure' : 'pending';
}

function closingOf(store: StoreObject): StoreOutcome['state'] {
  const { phase } = store.status;
  if (phase === 'Closed' || phase === 'Purging') return 'closed';
  return isStalled(store) ? 'failure' : 'pending';
}

/** The revision by which a store is as it is. */
export function revisionOf({ metadata, spec }: StoreObject): string | undefined {
  return spec.closure?.revision ?? metadata.annotations[annotations.revision];
}

type Judgement = Pick<ApplyProgress, 'state' | 'description'>;

function count(stores: number, rest: string): string {
  return `${stores} store${stores === 1 ? '' : 's'} ${rest}`;
}

/** Why a revision is not applied yet. */
export function notApplied({ suspended }: Pick<FleetObject['spec'], 'suspended'>, otherwise: string): string {
  return suspended ? 'the fleet is suspended: nothing is applied before it follows its repository again' : otherwise;
}

/** What the fleet loop says of its head, before any store is looked at; undefined: it is applied. */
function judgeFleet({ status, metadata, spec }: FleetObject, revision: string): Judgement | undefined {
  const { pendingApproval: pending, refusal } = status;
  if (pending?.revision === revision) {
    const command = `urumi approve ${metadata.name} ${revision.slice(0, 12)}`;
    return { state: 'pending', description: `${count(pending.closures, 'would close')} after approval: ${command}` };
  }
  if (refusal?.revision === revision) {
    return { state: 'failure', description: `no store is closed (${refusal.guard}); urumi get fleets says more` };
  }
  if (status.applied !== revision)
    return { state: 'pending', description: notApplied(spec, 'the revision is being applied') };
  if (status.invalidCount > 0) {
    const files = status.invalidCount === 1 ? '1 file is' : `${status.invalidCount} files are`;
    return { state: 'failure', description: `${files} not applied; urumi get fleets says why` };
  }
  return undefined;
}

/** From so many stores on, progress is told in tenths. */
const many = 20;

/** Each text is a request, and GitHub takes 1,000 statuses of one commit: so a revision of thousands of stores has ten. */
function soFar(done: number, all: number): string {
  if (all <= many) return `${done} of ${count(all, 'done')}`;
  return `${Math.floor((done * 10) / all) * 10} % of ${count(all, 'done')}`;
}

/** While the glass is broken nothing goes on there, however long one waits. */
function takenOverAmong(outcomes: readonly StoreOutcome[]): string {
  const names = outcomes
    .filter(({ state, store }) => state === 'pending' && takenOver(store) !== undefined)
    .map(({ store }) => store.metadata.name);
  return names.length === 0 ? '' : `; a person has taken over ${names.join(', ')}`;
}

function judgeStores(outcomes: readonly StoreOutcome[]): Judgement {
  const named = (wanted: StoreOutcome['state']): string[] =>
    outcomes.filter(({ state }) => state === wanted).map(({ store }) => store.metadata.name);
  const [pending, failed] = [named('pending'), named('failure')];
  const done = outcomes.length - pending.length;
  if (pending.length > 0)
    return { state: 'pending', description: `${soFar(done, outcomes.length)}${takenOverAmong(outcomes)}` };
  if (failed.length > 0) return { state: 'failure', description: `failed: ${failed.join(', ')}` };
  if (outcomes.length === 0) return { state: 'success', description: 'applied; no store changes' };
  return { state: 'success', description: `applied; ${count(outcomes.length, 'as wished for')}` };
}

/**
 * How a revision fares in one fleet: from the Fleet's status and its Stores. Level-based: nothing of the past counts.
 *
 * @param stores those that the revision was the last to change: see `revisionOf`
 */
export function applyProgress(revision: string, fleet: FleetObject, stores: readonly StoreObject[]): ApplyProgress {
  const outcomes = stores.map((store): StoreOutcome => ({ store, fleet, state: outcomeOf(store, revision) }));
  const ofStores = judgeStores(outcomes);
  const ofFleet = fleet.status.head === revision ? judgeFleet(fleet, revision) : undefined;
  // Stores that are still on their way come first: a failure is told when nothing can change it any more.
  const { state, description } = ofStores.state === 'pending' ? ofStores : (ofFleet ?? ofStores);
  return { state, description: description.slice(0, 140), stores: outcomes };
}

const order: readonly ApplyProgress['state'][] = ['pending', 'failure', 'success'];

/** How a revision fares in all fleets that follow it: it is done when all are, and well when all are. */
export function allProgress(parts: readonly ApplyProgress[]): ApplyProgress | undefined {
  const [first] = parts.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return first && { ...first, stores: parts.flatMap(({ stores }) => stores) };
}
