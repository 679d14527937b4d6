import { stageNames, type StageName } from '../../synth/spec/status.ts';
import type { StageStatus, StoreStatus } from '../../synth/spec/store.ts';
import type { Desired } from './desired.ts';
import type { Progress } from './progress.ts';
import { iso, type Deadlines, type StoreRecord } from './record.ts';

/** A rollout: the stages of bringing one target up. It is complete when all of them have been done once. */
export interface Rollout {
  readonly target: string;
  readonly startedAt: number;
  readonly stages: readonly StageStatus[];
  readonly complete: boolean;
}

/** The rollout under way according to the status; a new one when the store wants something else than it did. */
export function rolloutOf(desired: Desired, status: StoreStatus, now: number): Rollout {
  if (status.target !== desired.target || status.stages.length === 0) return begin(desired, now);
  return {
    target: desired.target,
    startedAt: status.startedAt === undefined ? now : Date.parse(status.startedAt),
    stages: status.stages,
    complete: status.stages.every(({ state }) => state === 'Ready'),
  };
}

/** A rollout from its first stage. */
export function begin(desired: Desired, now: number): Rollout {
  const stages = stageNames.map((name): StageStatus => ({ name, state: 'Pending' }));
  return { target: desired.target, startedAt: now, stages, complete: false };
}

/** The rollout with its stages' states and times brought up to date. One that is complete stays as it was. */
export function advance(rollout: Rollout, progress: Progress, now: number): Rollout {
  if (rollout.complete) return rollout;
  const at = iso(now);
  const stages = rollout.stages.map((stage, index): StageStatus => {
    if (index < progress.done) {
      if (stage.state === 'Ready') return stage;
      return { name: stage.name, state: 'Ready', startedAt: stage.startedAt ?? at, endedAt: at };
    }
    if (index > progress.done) return stage.state === 'Pending' ? stage : { name: stage.name, state: 'Pending' };
    if (stage.state === 'Running' || stage.state === 'Failed') return stage;
    return { name: stage.name, state: 'Running', startedAt: at };
  });
  return { ...rollout, stages, complete: stages.every(({ state }) => state === 'Ready') };
}

/** The rollout with its current stage failed; a rollout that was complete stays so: its store is degraded. */
export function fail(rollout: Rollout, stage: StageName | undefined, message: string): Rollout {
  if (rollout.complete || stage === undefined) return rollout;
  const stages = rollout.stages.map((entry) =>
    entry.name === stage ? { ...entry, state: 'Failed' as const, message } : entry,
  );
  return { ...rollout, stages };
}

/** When the current stage, or the rollout as a whole, will have taken too long; ms since the epoch. */
export function deadlineOf(rollout: Rollout, stage: StageName, deadlines: Deadlines): number {
  const total = rollout.startedAt + deadlines.total;
  const own = stage in deadlines ? deadlines[stage as keyof Deadlines] : undefined;
  const since = rollout.stages.find(({ name }) => name === stage)?.startedAt;
  return own === undefined || since === undefined ? total : Math.min(total, Date.parse(since) + own);
}

const historyLength = 10;

/** The history with this rollout's outcome, the newest first; a repeated outcome of one revision replaces the last. */
export function recorded(
  record: StoreRecord,
  rollout: Rollout,
  outcome: StoreStatus['history'][number]['outcome'],
  { now, message }: { now: number; message?: string },
): StoreStatus['history'] {
  const entry = {
    revision: record.revision,
    at: iso(rollout.startedAt),
    outcome,
    seconds: Math.round((now - rollout.startedAt) / 100) / 10,
    ...(message === undefined ? {} : { message }),
  };
  const [newest, ...older] = record.status.history;
  const repeated = newest?.revision === entry.revision && newest.outcome === 'Failed';
  const rest = newest === undefined ? [] : repeated ? older : [newest, ...older];
  return [entry, ...rest].slice(0, historyLength);
}
