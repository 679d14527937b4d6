import { annotations } from '../../synth/spec/names.ts';
import type { Condition } from '../../synth/spec/status.ts';
import type { StoreStatus } from '../../synth/spec/store.ts';
import { breakGlassReason } from '../../plan/explain/taken-over.ts';
import { conditionsOf, type ConditionState } from './conditions.ts';
import { waiting, type Decision, type LiveView, type Situation, type StoreRecord } from './record.ts';
import type { Desired } from './desired.ts';

/** Longest reason that is told. */
const longest = 200;

/**
 * The reason for which a person has taken over a store's namespace; undefined when nobody has. A purge that has begun is beyond that, and an object of
 * a Store that was deleted by hand is let go of.
 */
export function takenOver({ namespace }: Desired, live: LiveView, record: StoreRecord): string | undefined {
  if (record.status.phase === 'Purging' || (record.deleted && record.closure === undefined)) return undefined;
  return given(live.get(`Namespace//${namespace}`)?.note);
}

/** The text of an annotation that gives a reason; undefined when there is nothing to read in it. */
export function given(note: string | undefined): string | undefined {
  const reason = note?.trim().slice(0, longest);
  return reason === '' ? undefined : reason;
}

/**
 * What to do while a person has taken over the namespace: nothing, and say so. Whether the shop is as Git says nobody knows then: Ready is Unknown. When the
 * annotation goes, the next decision mends what has changed.
 */
export function handsOff({ desired, record, now }: Situation, reason: string): Decision {
  const lift = `kubectl annotate namespace ${desired.namespace} ${annotations.breakGlass}-`;
  const message = `a person has taken over (${reason}): nothing is changed, mended or removed until the annotation goes: ${lift}`;
  const states: ConditionState[] = [
    { type: 'Ready', status: 'Unknown', reason: breakGlassReason, message },
    { type: 'Reconciling', status: 'False', reason: breakGlassReason, message: '' },
    { type: 'Stalled', status: 'True', reason: breakGlassReason, message },
  ];
  const { generation, written, status } = record;
  return waiting({ ...status, conditions: conditionsOf(states, status.conditions, { now, generation, written }) });
}

/** The status with word of a Store object that a person has taken over: its spec is carried out, but Git does not say what it is. */
export function withOpenSpec(
  status: StoreStatus,
  { generation, written, breakGlass }: StoreRecord,
  now: number,
): StoreStatus {
  if (breakGlass === undefined || isStalled(status.conditions)) return status;
  const message = `a person has taken over the spec (${breakGlass}): changes of it by hand stand until the Store's annotation ${annotations.breakGlass} goes`;
  const others = status.conditions.filter(({ type }) => type !== 'Stalled');
  const state: ConditionState = { type: 'Stalled', status: 'True', reason: breakGlassReason, message };
  return {
    ...status,
    conditions: [...others, ...conditionsOf([state], status.conditions, { now, generation, written })],
  };
}

/** Whether the last decision was to do nothing: time that a person took counts against no deadline. */
export function wasHandsOff({ conditions }: Pick<StoreStatus, 'conditions'>): boolean {
  return conditions.some(({ type, reason }) => type === 'Ready' && reason === breakGlassReason);
}

function isStalled(conditions: readonly Condition[]): boolean {
  return conditions.some(({ type, status }) => type === 'Stalled' && status === 'True');
}
