import { labels } from '../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { backOffMs } from '../../cluster/back-off.ts';
import { commandedApproval } from './commanded-approval.ts';
import { carryOutDecision, type Outcome } from './carry-out-decision.ts';
import { decideFleet } from './decide-fleet.ts';
import type { FleetLoopDependencies } from './dependencies.ts';
import { filesToRead } from './files-to-read.ts';
import type { FleetDecision, RefusedFile } from './fleet-decision.ts';
import type { FleetState, OpenSource } from './fleet-state.ts';
import { foreignClaims } from '../../plan/foreign-claims.ts';
import type { RevisionView } from '../../plan/read-revision.ts';
import { sourceFailure } from './source-failure.ts';

/** How long a refusal of the API server stands before the same file is sent again, ms. */
const refusalStands = 60_000;
/** Refusals by admission, or for want of a right, count as something that passes for so long, ms; from then on they are told as problems of their files. */
const patience = 5_000;
/** A pass that meets refusals decides again, so that its result names them. */
const mostRounds = 3;

/** The Store objects of a fleet, by name. */
export function storesOf(fleet: string, stores: Iterable<StoreObject>): ReadonlyMap<string, StoreObject> {
  const own = new Map<string, StoreObject>();
  for (const store of stores) if (store.metadata.labels[labels.fleet] === fleet) own.set(store.metadata.name, store);
  return own;
}

interface Pass {
  readonly fleet: FleetObject;
  readonly state: FleetState;
  readonly view: RevisionView;
  readonly source: OpenSource;
  readonly deps: FleetLoopDependencies;
  readonly signal: AbortSignal;
}

/** Stores that the last pass, or the one that the status tells of, kept open because the tree was unrelated to them. */
function unrelatedStores({ status }: FleetObject, { result }: FleetState): readonly string[] {
  if (result !== undefined) return result.refusal?.reason === 'UnrelatedTree' ? result.refused : [];
  return status.pendingApproval?.guard === 'UnrelatedTree' ? status.pendingApproval.stores : [];
}

async function decide({ fleet, state, view, source, deps }: Pass): Promise<FleetDecision> {
  const { name } = fleet.metadata;
  const stores = storesOf(name, deps.stores.list());
  const wanted = view.tree.state === 'present' ? filesToRead(view.tree.files, stores) : new Map<string, string>();
  const parsed = await state.reader.read(source.repository, wanted);
  const { unreadable } = deps.stores;
  return decideFleet({
    spec: fleet.spec,
    revision: view.revision,
    tree: view.tree,
    // What a person said last: the commit was there before `urumi approve` could be called for it.
    approved: commandedApproval(fleet, view.revision) ?? view.approved,
    stores,
    foreign: foreignClaims({ fleet: name, stores: deps.stores.list(), unreadable, fleets: deps.fleets.list() }),
    parsed,
    refused: state.refused,
    unrelated: unrelatedStores(fleet, state),
    now: deps.clock.now(),
  });
}

function unsent({ failed }: Outcome): string {
  const [first] = failed;
  return first === undefined ? '' : `${failed.length} change(s) could not be sent and are tried again: ${first}`;
}

/** Remembers, for the status, that a person's approval lets this revision close stores. */
function noteApproval({ lifted }: FleetDecision, { fleet, state, view, deps }: Pass): void {
  if (lifted === undefined) return;
  const { revision } = view;
  const by = commandedApproval(fleet, revision) === undefined ? 'trailer' : 'command';
  // A crash may have come between: the count of the first pass is what was approved.
  if (state.approval?.revision !== revision) state.approval = { revision, by, ...lifted };
  deps.log.info(
    { fleet: fleet.metadata.name, revision, closures: lifted.closures, guard: lifted.guard, by },
    'an approval lets a revision close stores',
  );
}

/** What was sent is no longer refused, unless it was again. */
function noteRefusals(state: FleetState, { apply }: FleetDecision, { refused }: Outcome): void {
  const known = new Map(state.refused);
  for (const { path } of apply) known.delete(path);
  state.refused = new Map([...known, ...refused]);
}

/** The refusals that still stand: of files that are what they were. Those of admission have times of their own. */
function standing({ refused, refusedUntil }: FleetState, { tree }: RevisionView, now: number): FleetState['refused'] {
  const blobs = tree.state === 'present' ? tree.files : new Map<string, string>();
  const entries = [...refused].filter(
    ([path, { blob, retryAt }]) => blobs.get(path) === blob && (retryAt !== undefined || now < refusedUntil),
  );
  return new Map(entries);
}

/** Says when to send again what admission, or a missing right, has refused in this pass. */
function scheduleDenied(state: FleetState, retryAt: number): void {
  const entries = [...state.refused].map(([path, file]): [string, RefusedFile] => [
    path,
    file.retryAt === Infinity ? { ...file, retryAt } : file,
  ]);
  state.refused = new Map(entries);
}

async function rounds(pass: Pass): Promise<void> {
  const { fleet, state, view, deps, signal } = pass;
  const { name, namespace } = fleet.metadata;
  const context = {
    api: deps.api,
    fleet: { name, namespace },
    take: (store: Parameters<typeof deps.stores.take>[0]) => deps.stores.take(store),
    log: deps.log,
    clock: deps.clock,
    identity: deps.identity,
    isPatient: deps.clock.now() - (state.incompleteSince ?? deps.clock.now()) < patience,
    signal,
  };
  for (let round = 0; round < mostRounds; round++) {
    const decision = await decide(pass);
    noteApproval(decision, pass);
    const outcome = await carryOutDecision(decision, context);
    state.restUntil = deps.clock.now() + outcome.askedDelay;
    const { invalid, waiting, refusal, refused } = decision;
    state.result = {
      revision: view.revision,
      invalid,
      waiting,
      refused,
      unsent: unsent(outcome),
      ...(refusal && { refusal }),
    };
    noteRefusals(state, decision, outcome);
    if (outcome.refused.size === 0) return;
    state.refusedUntil = deps.clock.now() + refusalStands;
  }
}

/** Decides what the head asks for and sends it; sets when to try again what did not get through. */
export async function passStep(
  fleet: FleetObject,
  state: FleetState,
  deps: FleetLoopDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { view, source } = state;
  state.passAt = Infinity;
  if (view === undefined || source === undefined) return;
  state.refused = standing(state, view, deps.clock.now());
  try {
    await rounds({ fleet, state, view, source, deps, signal });
  } catch (error) {
    signal.throwIfAborted();
    state.failure = sourceFailure(error);
    // A mirror that cannot be read is repaired by the next fetch.
    state.fetchAt = Math.min(state.fetchAt, deps.clock.now() + backOffMs(++state.fetchFailures, deps.random));
    deps.log.warn(
      { fleet: fleet.metadata.name, error: state.failure.message },
      'a revision could not be read; nothing is changed',
    );
    return;
  }
  const retries = [...state.refused.values()].flatMap(({ retryAt }) => retryAt ?? []);
  const isDenied = retries.includes(Infinity);
  if (state.result?.unsent === '' && !isDenied) {
    if (retries.length === 0) {
      state.passFailures = 0;
      delete state.incompleteSince;
    }
    state.passAt = Math.min(state.passAt, ...retries);
    return;
  }
  state.passFailures += 1;
  state.incompleteSince ??= deps.clock.now();
  const delay = backOffMs(state.passFailures, deps.random);
  state.passAt = Math.min(state.passAt, deps.clock.now() + delay);
  scheduleDenied(state, deps.clock.now() + delay);
  const error = state.result?.unsent || 'the API server refuses files for reasons that may pass';
  deps.log.warn({ fleet: fleet.metadata.name, error, retryInMs: delay }, 'a pass of the fleet loop is incomplete');
}
