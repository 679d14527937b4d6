import type { Health } from '../object.ts';
import { current } from './verdict.ts';
import { isOrdinaryWait } from './waiting-reason.ts';

const settledRanks = { Current: 0, Terminating: 1, Failed: 4 } as const;

/**
 * The health that says most about a group, the pods of a workload for instance: Failed before InProgress with a trouble
 * (ImagePullBackOff) before an ordinary wait (ContainerCreating) before Terminating before Current. Among equals the first.
 * Current when there is none.
 */
export function worstOf(healths: Iterable<Health>): Health {
  let worst = current;
  let worstRank = -1;
  for (const health of healths) {
    const rank = rankOf(health);
    if (rank > worstRank) [worst, worstRank] = [health, rank];
  }
  return worst;
}

function rankOf(health: Health): number {
  if (health.status === 'InProgress') return isOrdinaryWait(health.reason) ? 2 : 3;
  return settledRanks[health.status];
}
