import * as kplus from 'cdk8s-plus-28';
import type { StoreChart } from '../store-chart.ts';

const level = 'restricted';
const modes = ['enforce', 'warn', 'audit'] as const;

/** The store's namespace, with the strictest pod security level enforced. */
export function addNamespace(chart: StoreChart): kplus.Namespace {
  const metadata = chart.metadata(chart.store.namespace, 'isolation');
  const security = modes.flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  return new kplus.Namespace(chart.stage('guards'), 'namespace', {
    metadata: { ...metadata, labels: { ...metadata.labels, ...Object.fromEntries(security) } },
  });
}
