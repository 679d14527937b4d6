import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { inParallel } from '../cluster/in-parallel.ts';
import { synthesise } from '../synth/synthesise.ts';
import { askGuards, type GuardAnswer } from './ask-guards.ts';
import { changedStores, type ChangedStore, type FileAt } from './changed-stores.ts';
import { contestOf } from './contest-of.ts';
import { contestedFiles } from './contested-files.ts';
import { judgeStore, type JudgedStore, type ParsedFiles } from './judge-store.ts';
import { outsideClaims } from './outside-claims.ts';
import type { PlanInput } from './plan-input.ts';
import type { PlanReport, PlanStore, StoreCluster } from './plan-report.ts';
import { planStore, type PlannedStore, type StorePlanContext } from './plan-store.ts';
import { parseFile, readFiles, type ParsedFile, type ReadBlobs } from './read-files.ts';
import { reportOf } from './report-of.ts';
import { rendererFor } from './store-objects.ts';

/** Where a plan gets its facts from. */
export interface PlanSources {
  readonly read: ReadBlobs;
  /** @default that of synth/ */
  readonly synthesise?: typeof synthesise;
  /** Asks the cluster what it makes of a store that changes. @default nobody is asked */
  readonly check?: CheckStore;
  readonly signal?: AbortSignal;
}

/** What the cluster says of a planned store; undefined when there is nothing to ask. */
export type CheckStore = (planned: PlannedStore) => Promise<StoreCluster | undefined>;

/** Stores that the cluster is asked about at once. */
const storesChecked = 4;

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
  await inParallel(judged.entries(), sources.check === undefined ? 1 : storesChecked, async ([at, one]) => {
    const planned = planStore(one, context);
    if (at % storesPerTurn === storesPerTurn - 1) await yieldToEvents(undefined, { ...(signal && { signal }) });
    if (planned === undefined) return;
    const cluster = await sources.check?.(planned);
    stores.push(cluster === undefined ? planned.report : { ...planned.report, cluster });
  });
  return reportOf({ input, stores, guards, wasAsked: sources.check !== undefined });
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
