import type { StageName } from '../../synth/spec/status.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import { blockerOf, type Blocker } from './blocker.ts';
import type { Desired, DesiredItem, DesiredStage } from './desired.ts';
import { entriesOf, outlivedByPods, supersededJobs, wantedIds } from './inventory.ts';
import { verdictOn, type Verdict } from './item-verdict.ts';
import { kindOf, titleOf } from './kind-of.ts';
import { nextTurn, type Turn } from './make-room.ts';
import { waitsForPromotion } from './waits-for-promotion.ts';
import type { LiveView, Problem, StoreRecord } from './record.ts';

/** How far a store is, as its live objects tell: nothing here depends on what an earlier decision thought. */
export interface Progress {
  /** Stages that are done, from the first. All of them: the store is up. */
  readonly done: number;
  /** The stage that is not done: `applying` while something has to be sent, else `waiting`. */
  readonly current?: { readonly stage: StageName; readonly state: 'applying' | 'waiting'; readonly blocker?: Blocker };
  /** To send now: the current stage's objects, and drifted or deleted objects of later ones. */
  readonly apply: readonly DesiredItem[];
  /** Quotas that shrink: to send when every stage is done. */
  readonly shrink: readonly DesiredItem[];
  readonly ensureSecrets: boolean;
  /** What no retry will mend. */
  readonly problem?: Problem;
  /** What is tried again, but waits for a person. */
  readonly stall?: Problem;
  /** Earliest end of a back-off, ms since the epoch. */
  readonly retryAt?: number;
}

interface Scan {
  readonly send: DesiredItem[];
  readonly shrink: DesiredItem[];
  /** Something is refused, terminating or about to be sent: the stage is not done. */
  pending: boolean;
  /** The first object that was refused and will be tried again. */
  refused?: Blocker;
  problem?: Problem | undefined;
  stall?: Problem | undefined;
  retryAt?: number | undefined;
}

/** Compares what a store wants with what is recorded and live, stage by stage. */
export function progressOf(desired: Desired, live: LiveView, record: StoreRecord, now: number): Progress {
  const entries = entriesOf(record.status.inventory);
  const apply: DesiredItem[] = [];
  const shrink: DesiredItem[] = [];
  let done = 0;
  let current: Progress['current'];
  let problem: Problem | undefined;
  let stall: Problem | undefined;
  let retryAt: number | undefined;
  let ensureSecrets = false;
  let turn: Turn = 'now';

  const jobsWait = hasOldJobs(desired, live, record);
  for (const stage of desired.stages) {
    const scan = scanStage(stage, { entries, live, record, now, turn, jobsWait });
    apply.push(...scan.send);
    shrink.push(...scan.shrink);
    retryAt = earliest(retryAt, scan.retryAt);
    problem ??= scan.problem;
    stall ??= scan.stall;
    if (turn === 'now') {
      const step = stepOf(stage, scan, { desired, live, record, jobsWait });
      ensureSecrets ||= step.ensureSecrets;
      problem ??= step.problem;
      ({ current } = step);
      if (current === undefined) done += 1;
    }
    turn = nextTurn(turn, { stage, current, entries, live });
  }
  return {
    done,
    apply: withHome(desired, live, apply),
    shrink,
    ensureSecrets,
    ...(current === undefined ? {} : { current }),
    ...troubles(problem, stall),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

/** A rotation must not take the success of an earlier value's Job for its own: such Jobs go before it begins. */
function rotates({ secrets }: Desired): boolean {
  return secrets.some(({ rotation }) => rotation?.job !== undefined && rotation.value !== undefined);
}

function troubles(problem: Problem | undefined, stall: Problem | undefined): Pick<Progress, 'problem' | 'stall'> {
  return { ...(problem === undefined ? {} : { problem }), ...(stall === undefined ? {} : { stall }) };
}

/** Two setups must not run beside each other. */
function hasOldJobs(desired: Desired, live: LiveView, record: StoreRecord): boolean {
  const wanted = wantedIds(desired, false);
  return supersededJobs(record.status.inventory, wanted, live).length > 0 || outlivedByPods(wanted, live);
}

interface ScanContext {
  readonly entries: ReadonlyMap<string, InventoryEntry>;
  readonly live: LiveView;
  readonly record: StoreRecord;
  readonly now: number;
  readonly turn: Turn;
  readonly jobsWait: boolean;
}

function scanStage(stage: DesiredStage, { entries, live, record, now, ...rules }: ScanContext): Scan {
  const scan: Scan = { send: [], shrink: [], pending: false };
  const volumeWaits = stage.items.some(({ id }) => isLostClaim(id, entries.get(id), live));
  for (const item of stage.items) {
    const { id } = item;
    const facts = {
      entry: entries.get(id),
      live: live.get(id),
      refusal: record.refusals.get(id),
      volumeWaits,
      ...rules,
    };
    note(scan, item, verdictOn(item, facts, now));
  }
  return scan;
}

/** A volume claim that was there and is not: until it is back nothing is started that would run without its data. */
function isLostClaim(id: string, entry: InventoryEntry | undefined, live: LiveView): boolean {
  return kindOf(id) === 'PersistentVolumeClaim' && (entry?.uid ?? '') !== '' && live.get(id) === undefined;
}

function note(scan: Scan, item: DesiredItem, verdict: Verdict): void {
  if (verdict.do === 'shrink') scan.shrink.push(item);
  if (verdict.do === 'nothing' || verdict.do === 'shrink') return;
  scan.pending = true;
  if (verdict.do === 'send') scan.send.push(item);
  else {
    scan.problem ??= verdict.problem;
    scan.retryAt = earliest(scan.retryAt, verdict.retryAt);
    if (verdict.refusal !== undefined) noteRefusal(scan, item, verdict.refusal, verdict.stalls);
  }
}

function noteRefusal(scan: Scan, { id }: DesiredItem, { reason, message }: Problem, stalls = false): void {
  scan.refused ??= { id, health: { status: 'InProgress', reason, message }, unexplained: false };
  if (stalls) scan.stall ??= { reason, message: `${titleOf(id)}: ${message}` };
}

interface StepContext {
  readonly desired: Desired;
  readonly live: LiveView;
  readonly record: StoreRecord;
  readonly jobsWait: boolean;
}

/** What the first stage that may not be done yet still needs. `current` is undefined when it is done. */
function stepOf(
  stage: DesiredStage,
  scan: Scan,
  { desired, live, record, jobsWait }: StepContext,
): Pick<Progress, 'ensureSecrets'> & { readonly current: Progress['current']; readonly problem: Problem | undefined } {
  const secrets = stage.name === 'config' ? record.secrets : 'present';
  const problem = typeof secrets === 'object' ? secrets : undefined;
  const current = currentOf(stage, scan, secrets === 'present', { live, record });
  if (current === undefined && waitsForPromotion(stage, desired, record))
    return { ensureSecrets: true, current: { stage: stage.name, state: 'applying' }, problem };
  return { ensureSecrets: secrets === 'unchecked' && !(jobsWait && rotates(desired)), current, problem };
}

function currentOf(
  stage: DesiredStage,
  scan: Scan,
  secretsReady: boolean,
  { live, record }: { live: LiveView; record: StoreRecord },
): Progress['current'] {
  if (scan.pending || !secretsReady) {
    return { stage: stage.name, state: 'applying', ...(scan.refused === undefined ? {} : { blocker: scan.refused }) };
  }
  const blocker = blockerOf(stage.items, live, record);
  return blocker === undefined ? undefined : { stage: stage.name, state: 'waiting', blocker };
}

/** Nothing is sent into a namespace that is not there, or is somebody else's: only the namespace itself may come first. */
function withHome({ namespace }: Desired, live: LiveView, apply: readonly DesiredItem[]): readonly DesiredItem[] {
  const id = `Namespace//${namespace}`;
  return live.get(id) !== undefined || apply.some((item) => item.id === id) ? apply : [];
}

/** The earlier of two times, either of which may be absent. */
export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
