import { stageWait } from '../../plan/explain/stage-wait.ts';
import type { Phase, StoreStatus } from '../../synth/spec/store.ts';
import { describe } from './blocker.ts';
import { conditionsOf, reconciling, resting, settled, stuck, type ConditionState } from './conditions.ts';
import type { Progress } from './progress.ts';
import { iso, type Problem, type Situation } from './record.ts';
import { recorded, type Rollout } from './rollout.ts';
import { stillServing } from './still-serving.ts';

/** The status of a store that is being brought up, or is up. */
export function statusOf(situation: Situation, rollout: Rollout, progress: Progress, trouble?: Problem): StoreStatus {
  if (trouble !== undefined) return troubled(situation, rollout, trouble);
  const { stall, current } = progress;
  if (current === undefined) return up(situation, rollout);
  const conditions =
    stall === undefined
      ? reconciling(current.stage, waitingFor(current), situation.record.held)
      : stuck(stall.reason, `${stall.message}${rollout.complete ? '' : stillServing(situation)}`);
  return show(situation, rollout, phaseOnTheWay(situation, rollout), conditions);
}

/**
 * A shop that is up stays Ready while a change is rolled out: its conditions say that it is reconciling. So one changed store
 * costs one status before and one after, and a fleet's counts do not flicker.
 */
function phaseOnTheWay({ record }: Situation, rollout: Rollout): Phase {
  if (rollout.complete) return 'Degraded';
  const { phase } = record.status;
  return phase === 'Ready' || phase === 'Degraded' ? phase : 'Provisioning';
}

/** A status with what does not depend on how the store fares: where it answers, which file and revision it follows. */
export function show(
  situation: Situation,
  rollout: Rollout,
  phase: Phase,
  conditions: readonly ConditionState[],
): StoreStatus {
  const { record, desired, now } = situation;
  const { closedAt: _closedAt, purgeAt: _purgeAt, ...status } = record.status;
  return {
    ...status,
    phase,
    observedGeneration: record.generation,
    conditions: conditionsOf(conditions, status.conditions, {
      now,
      generation: record.generation,
      written: record.written,
    }),
    url: desired.url,
    adminUrl: desired.adminUrl,
    file: record.file,
    revision: record.revision,
    target: rollout.target,
    startedAt: iso(rollout.startedAt),
    stages: [...rollout.stages],
  };
}

function troubled(situation: Situation, rollout: Rollout, trouble: Problem): StoreStatus {
  const { record, now } = situation;
  const serving = rollout.complete ? '' : stillServing(situation);
  const conditions = stuck(trouble.reason, `${trouble.message}${serving}`);
  if (rollout.complete) return show(situation, rollout, 'Degraded', conditions);
  const status = show(situation, rollout, 'Failed', conditions);
  const isKnown = record.status.phase === 'Failed' && record.status.target === rollout.target;
  return isKnown
    ? status
    : { ...status, history: recorded(record, rollout, 'Failed', { now, message: trouble.message }) };
}

function up(situation: Situation, rollout: Rollout): StoreStatus {
  const { record, desired, now } = situation;
  const phase = record.suspended ? 'Suspended' : 'Ready';
  const conditions = record.suspended
    ? resting('Suspended', 'scaled to zero; all data is kept', record.held)
    : settled('Ready', `the shop answers at ${desired.url}`, record.held);
  const status = show(situation, rollout, phase, conditions);
  const wasUp = record.status.target === rollout.target && record.status.stages.every(({ state }) => state === 'Ready');
  if (wasUp) return { ...status, readyRevision: record.revision };
  return {
    ...status,
    readyRevision: record.revision,
    readySince: iso(now),
    history: recorded(record, rollout, phase, { now }),
  };
}

function waitingFor({ stage, blocker }: NonNullable<Progress['current']>): string {
  return blocker === undefined ? `applying stage ${stage}` : stageWait(stage, describe(blocker));
}
