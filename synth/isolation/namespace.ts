import { k8s } from 'cdk8s-plus-28';
import type { StoreChart } from '../store-chart.ts';

const level = 'restricted';
const modes = ['audit', 'enforce', 'warn'] as const;

/** The store's namespace, with the strictest pod security level enforced. */
export function addNamespace(chart: StoreChart): void {
  const metadata = chart.metadata(chart.store.namespace, 'isolation');
  const security = modes.flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  chart.add('guards', k8s.KubeNamespace, {
    metadata: { ...metadata, labels: { ...metadata.labels, ...Object.fromEntries(security) } },
  });
}
