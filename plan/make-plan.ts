import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { synthesise } from '../synth/synthesise.ts';
import { askGuards, type GuardAnswer } from './ask-guards.ts';
import { noCapacity, plus } from './capacity.ts';
import { changedStores, type ChangedStore, type FileAt } from './changed-stores.ts';
import { contestOf } from './contest-of.ts';
import { contestedFiles } from './contested-files.ts';
import { judgeStore, type JudgedStore, type ParsedFiles } from './judge-store.ts';
import { outsideClaims } from './outside-claims.ts';
import type { PlanInput } from './plan-input.ts';
import { storeChanges, type PlanReport, type PlanStore, type StoreChangeKind } from './plan-report.ts';
import { planStore, type StorePlanContext } from './plan-store.ts';
import { parseFile, readFiles, type ParsedFile, type ReadBlobs } from './read-files.ts';
import { rendererFor } from './store-objects.ts';

/** Where a plan gets its facts from. */
export interface PlanSources {
  readonly read: ReadBlobs;
  /** @default that of synth/ */
  readonly synthesise?: typeof synthesise;
  readonly signal?: AbortSignal;
}

/** Stores planned before others get a turn: about 50 ms. */
const storesPerTurn = 16;

/**
 * What merging `head` into `base` would do. The cost follows what changed: files that are the same in both are neither parsed nor
 * synthesised; without a view of the cluster they are searched for the hosts that the change claims.
 *
 * @throws whatever `sources.read` throws
 */
export async function makePlan(input: PlanInput, sources: PlanSources): Promise<PlanReport> {
  const { read, signal } = sources;
  const changed = input.head.tree.state === 'present' ? changedStores(input.base.tree, input.head.tree) : [];
  const parsed = await parsedFiles(changed, sources);
  const judged = changed.map((store) => judgeStore(store, parsed, input.live));
  const guards = askGuards(input, judged);
  const outside = await outsideClaims({ input, judged, read, signal });
  const staying = new Set(judged.filter((one) => staysOpen(one, guards)).map(({ store }) => store.name));
  const context: StorePlanContext = {
    fleet: input.fleet.spec,
    render: rendererFor(input.fleet.spec, sources.synthesise ?? synthesise),
    now: input.now,
    closingsWait: guards.refusal !== undefined,
    contested: contestedFiles(contestOf({ judged, outside, staying }, input)),
  };
  const stores: PlanStore[] = [];
  for (const [at, one] of judged.entries()) {
    const plan = planStore(one, context);
    if (plan !== undefined) stores.push(plan);
    if (at % storesPerTurn === storesPerTurn - 1) await yieldToEvents(undefined, { ...(signal && { signal }) });
  }
  return reportOf(input, stores, guards);
}

async function parsedFiles(changed: readonly ChangedStore[], { read, signal }: PlanSources): Promise<ParsedFiles> {
  const files = new Map<string, ParsedFile>();
  const keyOf = ({ path, blob }: FileAt): string => `${blob} ${path}`;
  const wanted = new Map<string, FileAt>();
  for (const { before, candidates } of changed)
    for (const file of [...before, ...candidates]) wanted.set(keyOf(file), file);
  for await (const [file, content] of readFiles([...wanted.values()], read, signal))
    files.set(keyOf(file), parseFile(file.path, content));
  return (file) => files.get(keyOf(file)) ?? parseFile(file.path, undefined);
}

function staysOpen({ store, previous }: JudgedStore, { refusal }: GuardAnswer): boolean {
  if (!store.gone || previous === undefined || previous.closed) return false;
  return refusal !== undefined || previous.spec.deletion.protected;
}

function reportOf(input: PlanInput, found: readonly PlanStore[], { refusal, lifted }: GuardAnswer): PlanReport {
  const stores = found.toSorted(
    (a, b) => storeChanges.indexOf(a.change) - storeChanges.indexOf(b.change) || (a.name < b.name ? -1 : 1),
  );
  const violations = stores.flatMap((store) => store.violations);
  const counted = (change: StoreChangeKind): number => stores.filter((store) => store.change === change).length;
  const isWrong = violations.length > 0 || counted('protected') > 0 || refusal?.approvable === false;
  return {
    version: 1,
    conclusion: isWrong ? 'failure' : refusal === undefined ? 'success' : 'neutral',
    base: input.base.id,
    head: input.head.id,
    fleet: input.fleet.name,
    mergedAt: new Date(input.now).toISOString(),
    live: input.live !== undefined,
    counts: Object.fromEntries(storeChanges.map((change) => [change, counted(change)])) as PlanReport['counts'],
    capacity: stores.reduce((sum, { capacity }) => plus(sum, capacity), noCapacity),
    ...(refusal && { guard: refusal }),
    ...(lifted && { approval: lifted }),
    violations,
    stores,
  };
}
