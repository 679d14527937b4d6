import { isAdmissionRefusal } from '../../cluster/admission-refusal.ts';
import { ApiError } from '../../cluster/errors.ts';
import type { LiveObject } from '../../cluster/object.ts';
import { backOffMs, requestBackOff } from './backoff.ts';
import { immutableProblem } from './immutable-field.ts';
import { kindOf } from './kind-of.ts';
import type { Refusal } from './record.ts';
import type { Turn } from './turn.ts';

const mayPassCodes: ReadonlySet<string> = new Set([
  'Forbidden',
  'NotFound',
  'Unauthorized',
  'AlreadyExists',
  'Misconfigured',
]);

/**
 * What a failed request means for the next try. 403 is tried again, and so is what admission refused: quota, rights and policies change without anybody telling us. Other refusals wait for a
 * change of what is wanted, or of the object that stands in the way.
 *
 * @param digest of the object that was refused; empty for a removal
 * @throws the error itself when it is no answer of the API server, or when we are about to stop
 */
export function refusalOf(error: unknown, id: string, digest: string, { state, deps }: Turn): Refusal {
  if (!(error instanceof ApiError) || error.code === 'Aborted') throw error;
  const before = state.refusals.get(id);
  const attempts = before?.digest === digest ? before.attempts + 1 : 1;
  if (isLostVolume(error, id, digest)) return { digest, attempts, ...volumeLost, retryAt: Infinity };
  const there = deps.live.get(id);
  const problem = immutableProblem(error, id);
  const isEarly = problem !== undefined && isUnbound(id, there);
  if (problem !== undefined && there !== undefined && !isEarly)
    return { digest, attempts, ...problem, onto: there.uid, retryAt: Infinity };
  const soon = deps.clock.now() + delayOf(error, attempts, deps);
  if (isEarly) return { digest, attempts, ...unbound, retryAt: soon };
  return { digest, reason: error.code, message: error.message, attempts, retryAt: mayPass(error) ? soon : Infinity };
}

function delayOf({ retryAfterMs = 0 }: ApiError, attempts: number, { random }: Turn['deps']): number {
  return Math.max(retryAfterMs, backOffMs(requestBackOff, attempts, random()));
}

function mayPass(error: ApiError): boolean {
  return error.retryable || mayPassCodes.has(error.code) || isAdmissionRefusal(error);
}

/** Of a uid that no object has the API server says 409, of one that another object has 422. */
function isLostVolume(error: ApiError, id: string, digest: string): boolean {
  return (
    ['Conflict', 'Invalid'].includes(error.code) &&
    digest !== '' &&
    kindOf(id) === 'PersistentVolumeClaim' &&
    /\buid\b/i.test(error.detail)
  );
}

/** A claim can grow when it is bound, and not before: the API server words that as a field that never changes. */
function isUnbound(id: string, live: LiveObject | undefined): boolean {
  return kindOf(id) === 'PersistentVolumeClaim' && live?.health.reason === 'Pending';
}

const unbound = {
  reason: 'Unbound',
  message: 'its size can change when it is bound to a volume; tried again until then',
};

const volumeLost = {
  reason: 'VolumeLost',
  message:
    "the claim was there and is gone, and the shop's data with it; restore it from a backup, with its labels, " +
    'or close the store with deletion.policy Delete and open it anew',
};
