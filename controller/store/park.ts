import { stuck } from './conditions.ts';
import { nextRetry } from './attempt.ts';
import { kindOf } from './kind-of.ts';
import { earliest } from './progress.ts';
import type { Decision, LiveView, Situation } from './record.ts';
import { removalOf } from './removal.ts';
import type { Rollout } from './rollout.ts';
import { show } from './shown-status.ts';

/** A first provisioning that failed: its compute is freed, its data stays, and it waits for the next try. */
export function park(situation: Situation, rollout: Rollout): Decision {
  const { record, live, now } = situation;
  const compute = record.status.inventory.filter(({ id }) => holdsCompute(id, live));
  const removal = removalOf(compute, live, record, now);
  const retry = nextRetry(record, now);
  const message = rollout.stages.find(({ state }) => state === 'Failed')?.message ?? '';
  const reason = record.status.conditions.find(({ type }) => type === 'Stalled')?.reason ?? 'Failed';
  return {
    status: show(situation, rollout, 'Failed', stuck(reason, message)),
    ensureSecrets: false,
    apply: [],
    remove: removal.remove,
    explain: [],
    wakeAt: earliest(removal.retryAt, retry.at) ?? retry.at,
    retry,
  };
}

/** Finished Jobs hold nothing, and their pods' last words tell why the store failed. */
function holdsCompute(id: string, live: LiveView): boolean {
  const object = live.get(id);
  if (object === undefined) return false;
  const kind = kindOf(id);
  if (kind === 'Job') return object.health.status === 'InProgress';
  return kind === 'Deployment' || kind === 'StatefulSet' || kind === 'CronJob';
}
