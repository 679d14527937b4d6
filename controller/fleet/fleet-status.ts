import type { ApprovalWay, FleetStatus, InvalidFile } from '../../synth/spec/fleet.ts';
import type { Condition } from '../../synth/spec/status.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { conditionsOf, reconciling, resting, settled, stuck, type ConditionState } from '../store/conditions.ts';
import { iso } from '../store/record.ts';
import type { LiftedGuard } from './fleet-decision.ts';
import type { GuardRefusal } from '../../plan/guards/guard.ts';
import type { SourceFailure } from './source-failure.ts';

/** How far the last pass came; absent as long as none has decided anything. */
export interface PassResult {
  readonly revision: string;
  readonly invalid: readonly InvalidFile[];
  readonly waiting: readonly string[];
  readonly refusal?: GuardRefusal;
  /** Stores that the refusal keeps open. */
  readonly refused: readonly string[];
  /** What could not be sent, and is tried again; empty when all was sent. */
  readonly unsent: string;
}

/** An approval that let a revision close stores. */
export interface TakenApproval extends LiftedGuard {
  readonly revision: string;
  readonly by: ApprovalWay;
}

/** What the loop knows of a fleet besides its stores. */
export interface FleetProgress {
  /** The branch's head when it was last read. */
  readonly head?: string;
  readonly failure?: SourceFailure;
  readonly result?: PassResult;
  /** The head replaced this revision without being its descendant. */
  readonly rewrittenFrom?: string;
  /** The last approval that took effect. */
  readonly approval?: TakenApproval;
}

/** Bounds of what a status holds: an object in etcd has 1.5 MB at most. */
const longestList = 100;
const mostMessages = 5;
const longestMessage = 400;
const short = (revision: string): string => revision.slice(0, 12);

function complaints(result: PassResult): { reason: string; message: string } | undefined {
  const { refusal, invalid } = result;
  if (refusal !== undefined) return { reason: refusal.reason, message: refusal.message };
  const [first] = invalid;
  if (first === undefined) return undefined;
  const files = invalid.length === 1 ? '1 file is' : `${invalid.length} files are`;
  return {
    reason: 'InvalidFiles',
    message: `${files} not applied; the stores keep their last good state. ${first.messages[0] ?? ''}`,
  };
}

function conditionStates({ spec }: FleetObject, { failure, result, head }: FleetProgress): ConditionState[] {
  if (spec.suspended) return resting('Suspended', 'spec.suspended is true: the repository is not followed', '');
  if (failure !== undefined) {
    const states = failure.stalled
      ? stuck(failure.reason, failure.message)
      : reconciling(failure.reason, failure.message, '');
    return states;
  }
  if (result === undefined)
    return reconciling('Fetching', `reads branch ${spec.source.branch} of ${spec.source.url}`, '');
  return resultStates(result, head);
}

function resultStates(result: PassResult, head: string | undefined): ConditionState[] {
  if (head !== undefined && head !== result.revision)
    return reconciling('Applying', `revision ${short(head)} is being applied`, '');
  const complaint = complaints(result);
  if (complaint !== undefined) return stuck(complaint.reason, complaint.message);
  if (result.unsent !== '') return reconciling('Applying', result.unsent, '');
  if (result.waiting.length > 0) {
    return reconciling(
      'WaitingForPurge',
      `opened anew when their purge is complete: ${result.waiting.slice(0, 10).join(', ')}`,
      '',
    );
  }
  return settled('Applied', `revision ${short(result.revision)} is applied`, '');
}

/** The head was force-pushed: told until the next head comes. */
function rewriting({ head, rewrittenFrom }: FleetProgress, previous: FleetStatus, now: number): Condition[] {
  const told =
    previous.head === head || head === undefined
      ? previous.conditions.filter(({ type }) => type === 'HistoryRewritten')
      : [];
  if (told.length > 0 || rewrittenFrom === undefined || head === undefined) return told;
  const message = `the branch went from ${short(rewrittenFrom)} to ${short(head)}, which does not descend from it; stores follow the files, so nothing else changed`;
  return [{ type: 'HistoryRewritten', status: 'True', reason: 'ForcePush', message, lastTransitionTime: iso(now) }];
}

function phaseCounts(stores: Iterable<StoreObject>): Pick<FleetStatus, 'stores' | 'phases'> {
  const phases: FleetStatus['phases'] = {};
  let count = 0;
  for (const { status } of stores) {
    const phase = status.phase ?? 'Pending';
    phases[phase] = (phases[phase] ?? 0) + 1;
    count += 1;
  }
  return { stores: count, phases };
}

function bounded({ file, blob, messages }: InvalidFile): InvalidFile {
  const shown = messages.slice(0, mostMessages).map((message) => message.slice(0, longestMessage));
  const more = messages.length - mostMessages;
  return { file, blob, messages: more > 0 ? [...shown, `${file}: and ${more} more problems`] : shown };
}

function files(result: PassResult | undefined, previous: FleetStatus): Partial<FleetStatus> {
  if (result === undefined) {
    const { invalid, invalidCount, pendingApproval, refusal } = previous;
    return { invalid, invalidCount, ...(pendingApproval && { pendingApproval }), ...(refusal && { refusal }) };
  }
  const { refusal, refused, revision } = result;
  const pending = refusal?.approvable === true && {
    pendingApproval: {
      revision,
      closures: refused.length,
      stores: refused.slice(0, longestList),
      reason: refusal.message,
      guard: refusal.reason,
      ...(refusal.count !== undefined && { count: refusal.count }),
    },
  };
  return {
    invalid: result.invalid.slice(0, longestList).map(bounded),
    invalidCount: result.invalid.length,
    ...pending,
    ...(refusal && { refusal: { revision, guard: refusal.reason, message: refusal.message } }),
  };
}

function applied(result: PassResult | undefined, previous: FleetStatus, now: number): Partial<FleetStatus> {
  const isDone = result !== undefined && result.unsent === '' && result.waiting.length === 0;
  const isNew = isDone && result.revision !== previous.applied;
  if (isNew) return { applied: result.revision, appliedAt: iso(now) };
  return {
    ...(previous.applied && { applied: previous.applied }),
    ...(previous.appliedAt && { appliedAt: previous.appliedAt }),
  };
}

/** An approval is told once: a revision that is judged again after a restart has none to tell of, and the old one stays. */
function approvalOf({ approval }: FleetProgress, previous: FleetStatus, now: number): Partial<FleetStatus> {
  if (approval === undefined || approval.revision === previous.approval?.revision)
    return previous.approval === undefined ? {} : { approval: previous.approval };
  const { revision, closures, guard, by } = approval;
  return { approval: { revision, closures, guard, by, at: iso(now) } };
}

/**
 * The status that a fleet should show. What is not known (after a restart, or while the repository is away) stays as it was, so that
 * a controller that starts has nothing to write.
 *
 * @param now ms since the epoch
 */
export function fleetStatus(
  fleet: FleetObject,
  stores: Iterable<StoreObject>,
  progress: FleetProgress,
  now: number,
): FleetStatus {
  const { status: previous, metadata } = fleet;
  const times = { now, generation: metadata.generation };
  const head = progress.head ?? previous.head;
  return {
    observedGeneration: metadata.generation,
    conditions: [
      ...conditionsOf(conditionStates(fleet, progress), previous.conditions, times),
      ...rewriting(progress, previous, now),
    ],
    ...(head !== undefined && { head }),
    ...applied(progress.result, previous, now),
    ...phaseCounts(stores),
    invalid: [],
    invalidCount: 0,
    ...files(progress.result, previous),
    ...approvalOf(progress, previous, now),
  };
}
