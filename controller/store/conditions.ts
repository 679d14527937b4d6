import type { Condition } from '../../synth/spec/status.ts';
import { iso } from './record.ts';

/** A condition without its times. */
export interface ConditionState {
  readonly type: 'Ready' | 'Reconciling' | 'Stalled';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/**
 * The conditions of an object as kstatus reads them: Ready, Reconciling, Stalled. `lastTransitionTime` moves only when the
 * status does, and a change that nobody saw was none.
 *
 * @param before the conditions in memory; then those that were written, if they may differ
 */
export function conditionsOf(
  states: readonly ConditionState[],
  before: readonly Condition[],
  { now, generation, written = [] }: { now: number; generation: number; written?: readonly Condition[] },
): Condition[] {
  const known = [...before, ...written];
  return states.map((state) => {
    const old = known.find(({ type, status }) => type === state.type && status === state.status);
    const lastTransitionTime = old?.lastTransitionTime ?? iso(now);
    return { ...state, message: state.message.slice(0, 1000), lastTransitionTime, observedGeneration: generation };
  });
}

/** Ready is True: all is as Git says. */
export function settled(reason: string, message: string, held: string): ConditionState[] {
  return [
    { type: 'Ready', status: 'True', reason, message },
    { type: 'Reconciling', status: 'False', reason, message: '' },
    stalled(held),
  ];
}

/** On the way; Ready is False until it arrives. */
export function reconciling(reason: string, message: string, held: string): ConditionState[] {
  return [
    { type: 'Ready', status: 'False', reason, message },
    { type: 'Reconciling', status: 'True', reason, message },
    stalled(held),
  ];
}

/** Will not get there by itself. */
export function stuck(reason: string, message: string): ConditionState[] {
  return [
    { type: 'Ready', status: 'False', reason, message },
    { type: 'Reconciling', status: 'False', reason, message: '' },
    { type: 'Stalled', status: 'True', reason, message },
  ];
}

/** At rest, and not meant to be Ready: suspended or closed. */
export function resting(reason: string, message: string, held: string): ConditionState[] {
  return [
    { type: 'Ready', status: 'False', reason, message },
    { type: 'Reconciling', status: 'False', reason, message: '' },
    stalled(held),
  ];
}

function stalled(held: string): ConditionState {
  if (held === '') return { type: 'Stalled', status: 'False', reason: 'Fine', message: '' };
  return { type: 'Stalled', status: 'True', reason: 'InvalidFile', message: held };
}
