import { isApiError } from '../../cluster/errors.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { applyAll, removeAll } from './carry-out.ts';
import type { Desired } from './desired.ts';
import { endStore } from './end-store.ts';
import { ensureSecrets, type SecretsOutcome } from './ensure-secrets.ts';
import { explainWaiting } from './explain-waiting.ts';
import type { Decision, LiveView } from './record.ts';
import { isWithoutVolumes } from './unseen-volumes.ts';
import { isPurgeUnbegun, type StoreState } from './store-state.ts';
import type { Turn } from './turn.ts';
import { urgentWriteAt, writeStatus } from './write-status.ts';

/** A request for a Secret that may succeed the next time is a problem of the store after so many turns that failed in a row. */
const passingFailures = 4;

/** Secrets that could not be made are looked at again after this time, ms: nobody tells when they have been restored. */
const problemInterval = 10_000;

/** What a step works on. */
export interface StepContext {
  readonly store: StoreObject;
  readonly desired: Desired;
  readonly live: LiveView;
  readonly objects: () => ReadonlyMap<string, KubernetesObject>;
}

/**
 * Carries out one decision: the status first where the cluster must know before anything is done, then Secrets, objects,
 * removals.
 *
 * @returns whether something has changed, so that another decision is due at once
 */
export async function runStep(decision: Decision, context: StepContext, turn: Turn): Promise<boolean> {
  if (mustBeWritten(decision, turn.state)) await writeInTime(context.store, turn);
  let moved = false;
  if (decision.ensureSecrets) moved = (await makeSecrets(context, turn)) || moved;
  if (decision.apply.length > 0) moved = (await applyAll(decision.apply, context.objects(), turn)) > 0 || moved;
  if (decision.remove.length > 0) moved = (await removeAll(decision.remove, turn)) > 0 || moved;
  if (decision.explain.length > 0)
    moved = (await explainWaiting(decision.explain, context.desired.namespace, turn)) || moved;
  return decision.end === undefined ? moved : end(decision.end, context, turn);
}

/** @returns whether another decision is due at once */
async function end(how: NonNullable<Decision['end']>, { store, desired }: StepContext, turn: Turn): Promise<boolean> {
  // Nothing goes with a store that is released; of one that is purged no volume may be left that the cache does not know.
  if (how !== 'release' && !(await isWithoutVolumes(desired.namespace, turn))) return true;
  await endStore(how, store, turn);
  return how === 'restart';
}

/**
 * The inventory is in the cluster before the first object is, and `Purging` before the first thing is purged: so a crash at
 * any point leaks nothing, and a purge that has begun is finished.
 */
function mustBeWritten({ apply, remove, status, ensureSecrets }: Decision, { written }: StoreState): boolean {
  if (isPurgeUnbegun({ status, written })) return remove.length > 0;
  // A new shop must not be taken for the remains of the old one.
  if (status.phase !== 'Purging' && written.phase === 'Purging') return apply.length > 0 || ensureSecrets;
  if (apply.length === 0) return false;
  const known = new Set(written.inventory.map(({ id }) => id));
  return apply.some(({ id }) => !known.has(id));
}

async function writeInTime(store: StoreObject, turn: Turn): Promise<void> {
  const { state, deps, signal } = turn;
  const wait = urgentWriteAt(state) - deps.clock.now();
  if (wait > 0) await sleep(wait, deps.clock, signal);
  await writeStatus(store, turn);
}

async function makeSecrets({ store, desired, live }: StepContext, { state, deps, signal }: Turn): Promise<boolean> {
  const outcome = await ensureSecrets(desired.secrets, {
    api: deps.api,
    live,
    recorded: state.status.secrets,
    storeCreatedAt: store.metadata.creationTimestamp,
    randomBytes: deps.randomBytes,
    signal,
  }).catch((error: unknown): SecretsOutcome => {
    if (!isApiError(error) || error.code === 'Aborted') throw error;
    // One bad answer is not a failed provisioning, whose next try is far away.
    if (error.retryable && state.failures < passingFailures) throw error;
    // No reason to leave everything else undone for long: the status says so, and it is tried again.
    return { secrets: state.status.secrets, problem: { reason: error.code, message: error.message } };
  });
  state.secrets = outcome.problem ?? 'present';
  if (outcome.problem !== undefined) state.checkAt = Math.min(state.checkAt, deps.clock.now() + problemInterval);
  state.status = { ...state.status, secrets: outcome.secrets };
  return true;
}

function sleep(ms: number, clock: Turn['deps']['clock'], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
