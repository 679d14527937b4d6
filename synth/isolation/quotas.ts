import { k8s } from 'cdk8s-plus-28';
import type { StoreChart } from '../store-chart.ts';
import type { Demand, Footprint } from './footprint.ts';

const headroom = 1.2;

/**
 * Three quotas, computed from what the store really runs: one for pods that run on (scope NotTerminating), one for pods with a deadline (Terminating), so that jobs
 * cannot starve a rollout, and one without scope, because a quota with a scope may hold nothing but pod resources.
 */
export function addQuotas(chart: StoreChart, footprint: Footprint): void {
  addQuota(chart, 'run', podsOf(footprint.running), ['NotTerminating']);
  addQuota(chart, 'jobs', podsOf(footprint.jobs), ['Terminating']);
  addQuota(chart, 'objects', objectsOf(footprint, chart.store.hosts.length));
}

function addQuota(chart: StoreChart, name: string, hard: Record<string, string>, scopes?: string[]): void {
  chart.add('guards', k8s.KubeResourceQuota, {
    metadata: chart.metadata(name, 'isolation'),
    spec: {
      hard: Object.fromEntries(
        Object.entries(hard).map(([resource, quantity]) => [resource, k8s.Quantity.fromString(quantity)]),
      ),
      ...(scopes === undefined ? {} : { scopes }),
    },
  });
}

function podsOf(demand: Demand): Record<string, string> {
  return {
    'limits.cpu': `${withHeadroom(demand.limitCpu, 50)}m`,
    'limits.memory': `${withHeadroom(demand.limitMemory, 16)}Mi`,
    pods: `${demand.pods + 1}`,
    'requests.cpu': `${withHeadroom(demand.requestCpu, 10)}m`,
    'requests.memory': `${withHeadroom(demand.requestMemory, 16)}Mi`,
  };
}

/** One volume more than the store has, as large as its largest: a restore fills a second volume beside the first. */
function objectsOf({ volumes }: Footprint, hosts: number): Record<string, string> {
  const storage = volumes.reduce((sum, volume) => sum + volume, Math.max(...volumes));
  return {
    'count/configmaps': '20',
    // CronJob history, old Jobs waiting for their successors, and people's own debugging.
    'count/jobs.batch': '20',
    // cert-manager keeps two per host while it renews a certificate.
    'count/secrets': `${20 + 2 * hosts}`,
    persistentvolumeclaims: `${volumes.length + 1}`,
    'requests.storage': `${storage}Mi`,
    'services.loadbalancers': '0',
    'services.nodeports': '0',
  };
}

function withHeadroom(amount: number, step: number): number {
  return Math.ceil((amount * headroom) / step) * step;
}
