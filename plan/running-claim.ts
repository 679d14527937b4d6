import type { StoreClaim } from '../synth/spec/store-claim.ts';
import type { StoreSpec } from '../synth/spec/store.ts';

/** What a running store has of the things that stores share. */
export type RunningStore = Pick<StoreSpec, 'hosts' | 'owner'>;

/** What a running store claims, under the path of the file that speaks for it. */
export function runningClaim(file: string, name: string, { hosts, owner }: RunningStore): StoreClaim {
  return { file, name, hosts, exists: true, ...(owner !== undefined && { owner }) };
}

/**
 * What a file claims that is not applied: its store keeps what it runs with, beside what the file asks for.
 *
 * @param running absent when the store does not run
 */
export function heldClaim(asked: StoreClaim, running: RunningStore | undefined): StoreClaim {
  if (running === undefined) return asked;
  return { ...asked, hosts: [...new Set([...asked.hosts, ...running.hosts])], exists: true };
}
