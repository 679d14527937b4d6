import { failedJobs, isFirst, nextRetry, triesAgain } from './attempt.ts';
import { describe } from './blocker.ts';
import type { DesiredItem } from './desired.ts';
import { adopt, supersededJobs, unite, wantedIds, withoutGone } from './inventory.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import { progressAwakeOrNot } from './fall-asleep.ts';
import { kindOf } from './kind-of.ts';
import { isCrowded, isStuck } from './make-room.ts';
import { park } from './park.ts';
import { earliest, type Progress } from './progress.ts';
import type { Decision, LiveView, Problem, Removal, Retry, Situation } from './record.ts';
import { removalOf, unwanted, type RemovalProgress } from './removal.ts';
import { advance, begin, deadlineOf, fail, rolloutOf, type Rollout } from './rollout.ts';
import { statusOf } from './shown-status.ts';

/** How long a stage may wait without a reason of its own before its Events are read, ms. */
const explainAfter = 15_000;

/** What to do for a store whose file is there: bring it up stage by stage, mend what drifted, prune what nobody wants. */
export function bringUp(given: Situation): Decision {
  const situation = withInventory(given);
  const { desired, record, now } = situation;
  const before = rolloutBefore(situation);
  const again = triesAgain(before, situation);
  const progress = progressAwakeOrNot(situation);
  const hasFailed = !before.complete && before.stages.some(({ state }) => state === 'Failed');
  if (hasFailed && !again && isFirst(record) && progress.current !== undefined) return park(situation, before);

  const rollout = advance(again && !before.complete ? begin(desired, now) : before, progress, now);
  const trouble = again ? progress.problem : troubleOf(situation, rollout, progress);
  const shown = trouble === undefined ? rollout : fail(rollout, progress.current?.stage, trouble.message);
  const removal = removalNow(situation, progress, again);
  return {
    ensureSecrets: progress.ensureSecrets,
    apply: toApply(situation, progress),
    remove: removal.remove,
    ...after(situation, shown, { progress, trouble, removalRetryAt: removal.retryAt }),
    status: statusOf(situation, shown, progress, trouble),
  };
}

/** The rollout as far as it is known. Time in which no controller ran counts against no deadline. */
function rolloutBefore({ desired, record, now }: Situation): Rollout {
  const rollout = rolloutOf(desired, record.status, now);
  const isUnderWay = !rollout.complete && rollout.stages.every(({ state }) => state !== 'Failed');
  return record.resumed && isUnderWay ? begin(desired, now) : rollout;
}

/** The inventory that the decision works on: with everything wanted, without what is confirmed gone. */
function withInventory(given: Situation): Situation {
  const { desired, live, record } = given;
  const { status } = record;
  const adopted = status.inventory.length === 0 ? adopt(live) : [];
  const wanted = wantedIds(desired, false);
  const united = unite(adopted.length > 0 ? adopted : status.inventory, wanted);
  const inventory = withoutGone(united, wanted, live);
  // Objects without a status that knows of them: the shop was up before, so a failure now is no first provisioning.
  const found = adopted.length > 0 ? { readyRevision: status.readyRevision ?? '' } : {};
  return { ...given, record: { ...record, status: { ...status, ...found, inventory } } };
}

/** Quotas that shrink wait until all is up. A suspended shop is shut to customers before its workloads stop. */
function toApply({ desired, record }: Situation, progress: Progress): readonly DesiredItem[] {
  if (progress.current === undefined) return [...progress.apply, ...progress.shrink];
  const isOpen = unwanted(record.status.inventory, wantedIds(desired, false)).some(
    ({ id }) => kindOf(id) === 'Ingress',
  );
  return record.suspended && isOpen ? progress.apply.filter(({ keep }) => keep) : progress.apply;
}

/**
 * Old Jobs go at once, the rest of what nobody wants when all is up; a suspended shop's ingress first of all. So does an autoscaler: it would undo the number of pods
 * that the file now says; and, where no node has room for what is wanted, a workload that is stuck.
 */
function removalNow(
  situation: Situation,
  progress: Progress,
  again: boolean,
): Pick<RemovalProgress, 'remove' | 'retryAt'> {
  const { desired, live, record, now } = situation;
  const wanted = wantedIds(desired, false);
  const isUp = progress.current === undefined;
  const crowded = isCrowded(progress.current);
  const mayGo = ({ id }: InventoryEntry): boolean =>
    isUp ||
    kindOf(id) === 'HorizontalPodAutoscaler' ||
    (record.suspended && kindOf(id) === 'Ingress') ||
    (crowded && isStuck(live.get(id)));
  const rest = unwanted(record.status.inventory, wanted).filter((entry) => kindOf(entry.id) !== 'Job' && mayGo(entry));
  const jobs = [...supersededJobs(record.status.inventory, wanted, live), ...(again ? failedJobs(situation) : [])];
  const gone = [removalOf(rest, live, record, now), removalOf(jobs, live, record, now)];
  const remove = gone.flatMap((part) => part.remove).map((removal) => finished(removal, live));
  const retryAt = gone.map((part) => part.retryAt).reduce(earliest, undefined);
  return { remove, ...(retryAt === undefined ? {} : { retryAt }) };
}

/** Nobody waits for the pods of a Job that has ended: it is gone at once. One that runs is waited for. */
function finished(removal: Removal, live: LiveView): Removal {
  const hasEnded = live.get(removal.id)?.health.status !== 'InProgress';
  return kindOf(removal.id) === 'Job' && hasEnded ? { ...removal, background: true } : removal;
}

/** Why the store will not get there by itself; undefined while it may. */
function troubleOf({ record, now }: Situation, rollout: Rollout, { current, problem }: Progress): Problem | undefined {
  if (problem !== undefined || current === undefined) return problem;
  const { stage, blocker } = current;
  if (blocker?.health.status === 'Failed' && kindOf(blocker.id) === 'Job') {
    return { reason: blocker.health.reason, message: describe(blocker) };
  }
  if (rollout.complete || now < deadlineOf(rollout, stage, record.deadlines)) return undefined;
  const what = blocker === undefined ? 'its objects are still being applied' : describe(blocker);
  return { reason: blocker?.health.reason ?? 'DeadlineExceeded', message: `stage ${stage} took too long: ${what}` };
}

interface Outcome {
  readonly progress: Progress;
  readonly trouble: Problem | undefined;
  readonly removalRetryAt: number | undefined;
}

/** When to look again, and what would tell more by then. */
function after(
  situation: Situation,
  rollout: Rollout,
  { progress, trouble, removalRetryAt }: Outcome,
): Pick<Decision, 'explain' | 'wakeAt' | 'retry'> {
  const { record, now } = situation;
  const retry = retryAfter(situation, progress, trouble);
  const blocker = progress.current?.blocker;
  const explainAt = blocker?.unexplained === true ? sinceOf(situation, rollout, progress) + explainAfter : undefined;
  const deadline =
    progress.current === undefined || rollout.complete
      ? undefined
      : deadlineOf(rollout, progress.current.stage, record.deadlines);
  const next = [retry?.at, explainAt, deadline, progress.retryAt, removalRetryAt].filter(
    (at) => at !== undefined && at > now,
  );
  const wakeAt = next.reduce(earliest, undefined);
  return {
    explain: blocker !== undefined && explainAt !== undefined && explainAt <= now ? [blocker.id] : [],
    ...(wakeAt === undefined ? {} : { wakeAt }),
    ...(retry === undefined ? {} : { retry }),
  };
}

function retryAfter(
  { record, now }: Situation,
  { current }: Progress,
  trouble: Problem | undefined,
): Retry | undefined {
  if (trouble !== undefined) return nextRetry(record, now);
  return current === undefined ? undefined : record.retry;
}

/** Since when the current stage waits; of a shop that was up: since it is degraded. */
function sinceOf({ record, now }: Situation, rollout: Rollout, { current }: Progress): number {
  const startedAt = rollout.complete
    ? record.written.find(({ type, status }) => type === 'Ready' && status === 'False')?.lastTransitionTime
    : rollout.stages.find(({ name }) => name === current?.stage)?.startedAt;
  return startedAt === undefined ? now : Date.parse(startedAt);
}
