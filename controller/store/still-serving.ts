import type { LiveObject } from '../../cluster/object.ts';
import { kindOf } from './kind-of.ts';
import type { Situation } from './record.ts';

const serving: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet']);

/**
 * What to add to the message of a change that does not get there: that the shop goes on as it was. Empty when that cannot be said: it was never
 * up, or one of its workloads is not well.
 */
export function stillServing({ live, record }: Pick<Situation, 'live' | 'record'>): string {
  const { readyRevision = '', inventory } = record.status;
  if (readyRevision === '') return '';
  const workloads = inventory.filter(({ id }) => serving.has(kindOf(id))).map(({ id }) => live.get(id));
  if (workloads.length === 0 || !workloads.every(isWell)) return '';
  return `; meanwhile the shop goes on as revision ${readyRevision.slice(0, 7)} left it`;
}

function isWell(workload: LiveObject | undefined): boolean {
  return workload?.health.status === 'Current';
}
