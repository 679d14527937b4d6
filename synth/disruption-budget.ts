import { k8s } from 'cdk8s-plus-28';
import type { StageName } from './spec/status.ts';
import type { StoreChart } from './store-chart.ts';
import { selectorLabels } from './store-labels.ts';

/**
 * Adds a disruption budget for a component that runs one pod. One that keeps a pod available would block every node drain, for ever; so one may go at a time, and a
 * pod that is not ready may always go. The budget keeps several from being evicted together should there be more.
 */
export function addDisruptionBudget(chart: StoreChart, component: string, stage: StageName): void {
  chart.add(stage, k8s.KubePodDisruptionBudget, {
    metadata: chart.metadata(component, component),
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: selectorLabels(chart.store.name, component) },
    },
  });
}
