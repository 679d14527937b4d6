import { attemptBackOff, backOffMs } from './backoff.ts';
import { kindOf } from './kind-of.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import type { Retry, Situation, StoreRecord } from './record.ts';
import type { Rollout } from './rollout.ts';

/** It was never up: a failure may take its workloads away again, for nobody shops there yet. */
export function isFirst({ status }: StoreRecord): boolean {
  return status.readyRevision === undefined;
}

/** Jobs that are wanted and have failed: a new try deletes them, and applies them again once they are gone. */
export function failedJobs({ desired, live, record }: Situation): InventoryEntry[] {
  const wanted = new Set(desired.stages.flatMap(({ items }) => items.map(({ id }) => id)));
  return record.status.inventory.filter(({ id }) => {
    return kindOf(id) === 'Job' && wanted.has(id) && live.get(id)?.health.status === 'Failed';
  });
}

/**
 * Whether a failed rollout is tried again now: after its back-off, and only where a new try does something that waiting does
 * not: it recreates the freed workloads of a first provisioning, or failed Jobs.
 */
export function triesAgain(rollout: Rollout, situation: Situation): boolean {
  const { record, now } = situation;
  const isDue = record.retry === undefined || now >= record.retry.at;
  const failed = rollout.complete || rollout.stages.some(({ state }) => state === 'Failed');
  if (!isDue || !failed) return false;
  const jobs = failedJobs(situation).length > 0;
  return rollout.complete ? jobs && record.retry !== undefined : jobs || isFirst(record);
}

/** When to try again after a failure that was just seen; unchanged while its back-off runs. */
export function nextRetry({ name, retry }: StoreRecord, now: number): Retry {
  if (retry !== undefined && now < retry.at) return retry;
  const attempts = (retry?.attempts ?? 0) + 1;
  return { attempts, at: now + backOffMs(attemptBackOff, attempts, spread(name)) };
}

/** A fixed fraction in [0, 1) per store: `decide` may not roll dice. */
function spread(name: string): number {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return hash / 9973;
}
