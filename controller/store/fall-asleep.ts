import type { Health, LiveObject } from '../../cluster/object.ts';
import { stageNames } from '../../synth/spec/status.ts';
import { kindOf } from './kind-of.ts';
import { guestOf } from './owned-pods.ts';
import { progressOf, type Progress } from './progress.ts';
import type { Situation } from './record.ts';

/**
 * How far a store is that may have been suspended. One that goes to sleep stops its servers first, whatever the state of its database, and that when they are gone: see
 * `guestOf`.
 */
export function progressAwakeOrNot({ desired, live, record, now }: Situation): Progress {
  const guest = record.suspended ? guestOf(live) : undefined;
  if (guest === undefined) return progressOf(desired, live, record, now);
  const stages = desired.stages.map(({ name, items }) => ({
    name,
    items: items.filter(({ id }) => kindOf(id) !== 'StatefulSet'),
  }));
  const progress = progressOf({ ...desired, stages }, live, record, now);
  return progress.current === undefined ? { ...progress, ...leaving(guest) } : progress;
}

function leaving({ id, health }: LiveObject): Pick<Progress, 'done' | 'current'> {
  const stage = 'application';
  const message = health.status === 'Terminating' ? health.message : 'is still there';
  const waits: Health = {
    status: 'InProgress',
    reason: 'Stopping',
    message: `${message}; the database stops after it`,
  };
  return {
    done: stageNames.indexOf(stage),
    current: { stage, state: 'waiting', blocker: { id, health: waits, unexplained: false } },
  };
}
