import * as kplus from 'cdk8s-plus-28';
import { selectorLabels } from '../../store-labels.ts';
import type { StoreChart } from '../../store-chart.ts';

/**
 * Prefers the node of the web pod: the uploads volume can be mounted on one node at a time. A preference and not a condition, since before the first setup there
 * is no web pod to be near.
 */
export function keepNearWeb(chart: StoreChart, job: kplus.Job | kplus.CronJob): void {
  const web = kplus.Pods.select(job, 'web-pods', { labels: selectorLabels(chart.store.name, 'web') });
  job.scheduling.colocate(web, { topology: kplus.Topology.HOSTNAME, weight: 100 });
}
