import { k8s } from 'cdk8s-plus-28';
import type { StoreContext } from '../engines/engine.ts';
import { annotations } from '../spec/names.ts';
import type { StoreChart } from '../store-chart.ts';

const level = 'restricted';
const modes = ['audit', 'enforce', 'warn'] as const;

/**
 * What admission policies (install/policies/) read where they know neither Store nor Fleet: the file to name to whoever edits by hand, and where
 * images may come from.
 */
function notes({ environment, origin }: StoreContext): Record<string, string> {
  const { registry, upstream } = environment.images;
  const registries = [...new Set([registry, upstream])].join(',');
  return {
    ...(origin && { [annotations.file]: origin.file, [annotations.branch]: origin.branch }),
    [annotations.registries]: registries,
  };
}

/** The store's namespace, with the strictest pod security level enforced. */
export function addNamespace(chart: StoreChart): void {
  const metadata = chart.metadata(chart.store.namespace, 'isolation');
  const security = modes.flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  chart.add('guards', k8s.KubeNamespace, {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...Object.fromEntries(security) },
      annotations: notes(chart.store),
    },
  });
}
