import { LabelSelector, type Service, type Workload } from 'cdk8s-plus-28';
import type { StoreContext } from './engines/engine.ts';
import { selectorLabels } from './store-labels.ts';

/**
 * Ties a workload and its service to the pods of a component, by our own labels.
 *
 * @param service undefined when nobody connects to the pods
 */
export function selectComponent(
  store: StoreContext,
  component: string,
  workload: Workload,
  service: Service | undefined,
): void {
  const labels = selectorLabels(store.name, component);
  workload.select(LabelSelector.of({ labels }));
  for (const [label, value] of Object.entries(labels)) service?.selectLabel(label, value);
}
