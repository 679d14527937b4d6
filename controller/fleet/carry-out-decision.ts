import { ApiError } from '../../cluster/errors.ts';
import { askedDelayMs } from '../../cluster/retry-delay.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { isPassingRefusal } from '../../cluster/admission-refusal.ts';
import { annotations, fieldManager } from '../../synth/spec/names.ts';
import { applyOwn, ownPath, type OwnObject } from '../own-objects.ts';
import type { CarryOutContext } from './carry-out-context.ts';
import type {
  FleetDecision,
  RefusedFile,
  StoreChange,
  StoreClosing,
  StoreHold,
  StoreRelease,
  StoreRescheduling,
} from './fleet-decision.ts';
import { inParallel } from '../../cluster/in-parallel.ts';
import { tellOfRevert } from './tell-of-revert.ts';
import { closedManifest, storeManifest } from '../../plan/store-manifest.ts';

/** Requests under way at once, per fleet. */
const concurrency = 16;

export interface Outcome {
  /** Files that the API server does not take as they are, by path. When those that admission, or a missing right, refuses are sent again is the caller's to say. */
  readonly refused: ReadonlyMap<string, RefusedFile>;
  /** What did not get through and is worth another try, one message each. */
  readonly failed: readonly string[];
  /** How long the API server asked to be left alone, ms; 0 when it did not. */
  readonly askedDelay: number;
}

/** Codes of a refusal that somebody else's change can lift: a missing namespace, a conflict, credentials that rotate. */
const passing: ReadonlySet<string> = new Set(['NotFound', 'Conflict', 'Unauthorized', 'Misconfigured', 'Aborted']);

function isFinal(error: unknown): error is ApiError {
  return error instanceof ApiError && !error.retryable && !passing.has(error.code);
}

async function open(change: StoreChange, context: CarryOutContext): Promise<void> {
  const { api, fleet, take, log, signal } = context;
  // A Store's spec is atomic to server-side apply: what others have added to it goes as well.
  const live = await applyOwn(api, { object: storeManifest(fleet, change), manager: fieldManager, signal });
  take(live);
  log.info(
    { fleet: fleet.name, store: change.name, file: change.path, revision: change.revision, change: change.kind },
    'a store file was applied',
  );
  if (change.kind === 'revert') await tellOfRevert(live, change, context);
}

interface StoreInCluster extends KubeObject {
  readonly spec?: { readonly closure?: { readonly at?: string } };
  readonly status?: { readonly phase?: string };
}

/**
 * Reads the object first: it must carry the spec that it closes, and this must be the one that the guards have judged. The watch can be behind, and the answer to a write that
 * protects the store may have been lost.
 */
async function close(
  { name, uid, generation, closure }: StoreClosing,
  { api, fleet, take, log, signal }: CarryOutContext,
): Promise<void> {
  const id: OwnObject = { kind: 'Store', name, namespace: fleet.namespace };
  const live = await api.request<KubeObject>({ method: 'GET', path: ownPath(id), signal });
  // Also of one that somebody is deleting: its finalizer keeps it until it is closed and purged.
  if (live.metadata.uid !== uid) return;
  if (live.metadata.generation !== generation) {
    take(live);
    throw new Error(`Could not close store ${name}: its spec has changed since that was decided; it is decided again`);
  }
  take(await applyOwn(api, { object: closedManifest(live, closure), manager: fieldManager, signal }));
  log.info(
    { fleet: fleet.name, store: name, revision: closure.revision, purgeAt: closure.purgeAt },
    'a store was closed: its file is gone',
  );
}

/** Only of this very closing: the file may have been back, and gone again, since the decision. */
async function reschedule(
  { name, uid, closure }: StoreRescheduling,
  { api, fleet, take, log, signal }: CarryOutContext,
): Promise<void> {
  const id: OwnObject = { kind: 'Store', name, namespace: fleet.namespace };
  const live = await api.request<StoreInCluster>({ method: 'GET', path: ownPath(id), signal });
  if (live.metadata.uid !== uid || live.spec?.closure?.at !== closure.at || live.status?.phase === 'Purging') return;
  take(await applyOwn(api, { object: closedManifest(live, closure), manager: fieldManager, signal }));
  log.info(
    { fleet: fleet.name, store: name, purgeAt: closure.purgeAt },
    "a closed store's data is kept for another time: the fleet's retention has changed",
  );
}

function annotate(
  id: OwnObject,
  metadata: { readonly uid: string; readonly annotations: Readonly<Record<string, string | null>> },
  { api, signal }: Pick<CarryOutContext, 'api' | 'signal'>,
): Promise<KubeObject> {
  return api.request<KubeObject>({
    method: 'PATCH',
    path: ownPath(id),
    query: { fieldManager },
    contentType: 'application/merge-patch+json',
    body: { metadata },
    signal,
  });
}

async function hold(
  { name, uid, message }: StoreHold,
  { api, fleet, take, log, signal }: CarryOutContext,
): Promise<void> {
  const id: OwnObject = { kind: 'Store', name, namespace: fleet.namespace };
  take(await annotate(id, { uid, annotations: { [annotations.held]: message ?? null } }, { api, signal }));
  log.info(
    { fleet: fleet.name, store: name, held: message },
    message === undefined ? 'a store is no longer held' : 'a store is held at its last good state',
  );
}

/** Says that a Store object which somebody deleted may go: the store loop takes its finalizer off, between two turns, and the next pass makes it anew. */
async function release({ name, uid }: StoreRelease, { api, fleet, take, log, signal }: CarryOutContext): Promise<void> {
  const id: OwnObject = { kind: 'Store', name, namespace: fleet.namespace };
  take(await annotate(id, { uid, annotations: { [annotations.release]: 'true' } }, { api, signal }));
  log.info(
    { fleet: fleet.name, store: name },
    'a Store that was deleted by hand may go, and is made anew from its file',
  );
}

/**
 * Sends what a fleet decision asks for: changes, then closings, then their retention, then holds and releases. One store's failure does not keep the others waiting.
 * Carrying out the same decision twice changes nothing.
 */
export async function carryOutDecision(decision: FleetDecision, context: CarryOutContext): Promise<Outcome> {
  const refused = new Map<string, RefusedFile>();
  const failed: string[] = [];
  let askedDelay = 0;
  const attempt = async (work: () => Promise<void>, file?: StoreChange): Promise<void> => {
    try {
      await work();
    } catch (error) {
      context.signal.throwIfAborted();
      const isDenied = isPassingRefusal(error);
      if (file !== undefined && isFinal(error) && !(isDenied && context.isPatient))
        refused.set(file.path, { blob: file.blob, message: error.detail, ...(isDenied && { retryAt: Infinity }) });
      else {
        askedDelay = Math.max(askedDelay, askedDelayMs(error));
        failed.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await inParallel(decision.apply, concurrency, (change) => attempt(() => open(change, context), change));
  await inParallel(decision.close, concurrency, (closing) => attempt(() => close(closing, context)));
  await inParallel(decision.reschedule, concurrency, (closing) => attempt(() => reschedule(closing, context)));
  await inParallel(decision.hold, concurrency, (change) => attempt(() => hold(change, context)));
  await inParallel(decision.release, concurrency, (store) => attempt(() => release(store, context)));
  return { refused, failed, askedDelay };
}
