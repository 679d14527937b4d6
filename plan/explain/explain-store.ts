import { hasRemedy, remedyFor } from '../../cluster/health/remedy.ts';
import { isOrdinaryWait } from '../../cluster/health/waiting-reason.ts';
import { closureInForce } from '../closure-in-force.ts';
import { isOpenByProtection } from '../protected-store.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { annotations } from '../../synth/spec/names.ts';
import { durationMs } from '../../synth/spec/scalars.ts';
import type { Phase } from '../../synth/spec/store.ts';
import { closingAdvice } from './closing-advice.ts';
import type { CurrentStage, ExplainedEvent, Explanation } from './explanation.ts';
import { knownFields } from './known-fields.ts';
import { readStageWait, type StageWait } from './stage-wait.ts';
import { takenOver } from './taken-over.ts';

/** What is known of a store. */
export interface StoreFacts {
  readonly store: StoreObject;
  /** Its fleet, for deadlines; absent when it is gone. */
  readonly fleet?: FleetObject;
  readonly events: readonly ExplainedEvent[];
}

type Deadlines = FleetObject['spec']['deadlines'];

function deadlineOf({ store, fleet }: StoreFacts, stage: string, since: string | undefined): string | undefined {
  if (fleet === undefined || since === undefined) return undefined;
  const { deadlines } = fleet.spec;
  const own = Object.hasOwn(deadlines, stage) ? deadlines[stage as keyof Deadlines] : undefined;
  const { startedAt } = store.status;
  const ends = [
    ...(own === undefined ? [] : [Date.parse(since) + durationMs(own)]),
    ...(startedAt === undefined ? [] : [Date.parse(startedAt) + durationMs(deadlines.total)]),
  ];
  return ends.length === 0 ? undefined : new Date(Math.min(...ends)).toISOString();
}

function currentStage(facts: StoreFacts): CurrentStage | undefined {
  const stage = facts.store.status.stages.find(({ state }) => state !== 'Ready');
  if (stage === undefined || stage.state === 'Ready') return undefined;
  const { name, state, startedAt, message } = stage;
  const deadline = state === 'Failed' ? undefined : deadlineOf(facts, name, startedAt);
  return {
    name,
    state,
    ...(startedAt !== undefined && { since: startedAt }),
    ...(deadline !== undefined && { deadline }),
    ...(message !== undefined && { message }),
  };
}

function nextSteps({ store }: StoreFacts, stage: CurrentStage | undefined): string[] {
  const { status, spec } = store;
  const closure = closureInForce(store);
  if (status.phase === 'Purging') return ['nothing is left of it'];
  if (closure !== undefined) {
    if (store.metadata.annotations[annotations.held] !== undefined) return ['it reopens when its file is right'];
    const isAsked = closure.purgeAt !== spec.closure?.purgeAt;
    const purge = isAsked ? 'purge of all data, which was asked for' : `purge of all data at ${closure.purgeAt}`;
    return status.phase === 'Closed' ? [purge] : ['ingress and workloads go', purge];
  }
  if (stage === undefined) return [];
  const at = status.stages.findIndex(({ name }) => name === stage.name);
  return [...status.stages.slice(at + 1).map(({ name }) => `stage ${name}`), 'Ready'];
}

function fileOf({ metadata }: StoreObject): string {
  return metadata.annotations[annotations.file] ?? `the file of ${metadata.name}`;
}

/** On the way a condition's reason is the stage; what holds it up, its object tells. */
function remedy(reason: string, message: string): string {
  const { reason: own, message: said } = troubleIn(message) ?? { reason, message };
  return remedyFor(own, said);
}

/** What a stage waits for, unless that is nothing but time. */
function troubleIn(message: string): StageWait | undefined {
  const wait = readStageWait(message);
  return wait === undefined || isOrdinaryWait(wait.reason) ? undefined : wait;
}

/** A shop that is up stays Ready while a change of it is rolled out: that takes time, and needs a person only where something is in its way. */
function needsAdvice(phase: Phase | undefined, message: string): boolean {
  return phase === 'Ready' ? isKnownTrouble(troubleIn(message)) : phase !== undefined;
}

function isKnownTrouble(trouble: StageWait | undefined): boolean {
  return trouble !== undefined && hasRemedy(trouble.reason, trouble.message);
}

function todo(facts: StoreFacts, reason: string, message: string): string[] {
  const { store } = facts;
  const { phase } = store.status;
  const hands = takenOver(store);
  const steps: string[] = hands === undefined ? [] : [`When the emergency is over, hand it back to Git: ${hands}.`];
  if (store.metadata.annotations[annotations.held] !== undefined && !isOpenByProtection(store)) {
    steps.push(`Correct ${fileOf(store)}: \`urumi validate\` says the same before you push.`);
  }
  if (facts.fleet === undefined)
    steps.push('The fleet of this store is gone: create it again, and the store is looked after again.');
  steps.push(...closingAdvice(store, facts.fleet));
  if (store.spec.closure !== undefined || phase === 'Purging') return steps;
  if (phase === 'Suspended') {
    steps.push(`To wake it: remove spec.suspended from ${fileOf(store)}.`);
  } else if (hands === undefined && needsAdvice(phase, message)) {
    steps.push(remedy(reason, message));
  }
  return steps;
}

/** Everything that is known of how a store fares, and what to make of it. Pure. */
export function explainStore(facts: StoreFacts): Explanation {
  const { metadata, status } = facts.store;
  const closure = closureInForce(facts.store);
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  const stage = currentStage(facts);
  const reason = ready?.reason ?? 'Pending';
  const message = ready?.message ?? 'the controller has not looked at the store yet; is it running?';
  const { [annotations.held]: held, [annotations.file]: file, [annotations.revision]: revision } = metadata.annotations;
  return {
    store: metadata.name,
    phase: status.phase ?? 'Pending',
    reason,
    message,
    ...knownFields({ since: ready?.lastTransitionTime, stage, held, file, revision, url: status.url }),
    next: nextSteps(facts, stage),
    todo: todo(facts, reason, message),
    ...knownFields({ adminUrl: status.adminUrl, closedAt: closure?.at, purgeAt: closure?.purgeAt }),
    ...knownFields({ closedBy: closure?.revision }),
    volumes: status.volumes,
    conditions: status.conditions,
    history: status.history,
    events: facts.events,
  };
}
