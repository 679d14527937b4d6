import { failedJobs, isFirst, nextRetry, triesAgain } from './attempt.ts';
import { describe } from './blocker.ts';
import { adopt, unite, wantedIds, withoutGone } from './inventory.ts';
import { kindOf } from './kind-of.ts';
import { park } from './park.ts';
import { earliest, progressOf, type Progress } from './progress.ts';
import type { Decision, Problem, Removal, Retry, Situation } from './record.ts';
import { removalOf, unwanted } from './removal.ts';
import { advance, begin, deadlineOf, fail, rolloutOf, type Rollout } from './rollout.ts';
import { statusOf } from './shown-status.ts';

/** How long a stage may wait without a reason of its own before its Events are read, ms. */
const explainAfter = 15_000;

/** What to do for a store whose file is there: bring it up stage by stage, mend what drifted, prune what nobody wants. */
export function bringUp(given: Situation): Decision {
  const situation = withInventory(given);
  const { desired, live, record, now } = situation;
  const before = rolloutOf(desired, record.status, now);
  const again = triesAgain(before, situation);
  const progress = progressOf(desired, live, record, now);
  const hasFailed = !before.complete && before.stages.some(({ state }) => state === 'Failed');
  if (hasFailed && !again && isFirst(record) && progress.current !== undefined) return park(situation, before);

  const rollout = advance(again && !before.complete ? begin(desired, now) : before, progress, now);
  const trouble = again ? undefined : troubleOf(situation, rollout, progress);
  const shown = trouble === undefined ? rollout : fail(rollout, progress.current?.stage, trouble.message);
  return {
    ...steps(situation, progress, again),
    ...after(situation, shown, { progress, trouble }),
    status: statusOf(situation, shown, progress, trouble),
  };
}

/** The inventory that the decision works on: with everything wanted, without what is confirmed gone. */
function withInventory(given: Situation): Situation {
  const { desired, live, record } = given;
  const known = record.status.inventory.length === 0 ? adopt(live) : record.status.inventory;
  const united = unite(
    known,
    desired.stages.flatMap(({ items }) => items),
  );
  const inventory = withoutGone(united, wantedIds(desired, false), live);
  return { ...given, record: { ...record, status: { ...record.status, inventory: [...inventory] } } };
}

/** What to send and to delete. Pruning waits until all is up; so do quotas that shrink. */
function steps(
  situation: Situation,
  progress: Progress,
  again: boolean,
): Pick<Decision, 'ensureSecrets' | 'apply' | 'remove'> {
  const { desired, live, record, now } = situation;
  const isUp = progress.current === undefined;
  const old = isUp
    ? removalOf(unwanted(record.status.inventory, wantedIds(desired, false)), live, record, now).remove
    : [];
  return {
    ensureSecrets: progress.ensureSecrets,
    apply: isUp ? [...progress.apply, ...progress.shrink] : progress.apply,
    remove: again ? [...failedJobs(situation), ...old.map(inBackground)] : old.map(inBackground),
  };
}

/** Nobody waits for the pods of a superseded Job: it is gone at once, and the next status says so. */
function inBackground(removal: Removal): Removal {
  return kindOf(removal.id) === 'Job' ? { ...removal, background: true } : removal;
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

/** When to look again, and what would tell more by then. */
function after(
  situation: Situation,
  rollout: Rollout,
  { progress, trouble }: { progress: Progress; trouble: Problem | undefined },
): Pick<Decision, 'explain' | 'wakeAt' | 'retry'> {
  const { record, now } = situation;
  const retry = retryAfter(situation, progress, trouble);
  const blocker = progress.current?.blocker;
  const explainAt = blocker?.unexplained === true ? sinceOf(rollout, progress) + explainAfter : undefined;
  const deadline =
    progress.current === undefined || rollout.complete
      ? undefined
      : deadlineOf(rollout, progress.current.stage, record.deadlines);
  const next = [retry?.at, explainAt, deadline, progress.retryAt].filter((at) => at !== undefined && at > now);
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

function sinceOf(rollout: Rollout, { current }: Progress): number {
  const startedAt = rollout.stages.find(({ name }) => name === current?.stage)?.startedAt;
  return rollout.complete || startedAt === undefined ? 0 : Date.parse(startedAt);
}
