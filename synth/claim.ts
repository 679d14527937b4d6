import { k8s } from 'cdk8s-plus-28';
import type { StageName } from './spec/status.ts';
import type { StoreChart } from './store-chart.ts';

interface ClaimOptions {
  readonly stage: StageName;
  readonly name: string;
  readonly component: string;
  /** Kubernetes quantity. */
  readonly size: string;
}

/**
 * A volume as an object of its own, the database's too (instead of a StatefulSet's volumeClaimTemplates, which are immutable): so growing it is a plain apply, and it
 * is in the inventory. It stands in the stage of the first pod that mounts it: most storage classes bind a volume only when a pod needs it.
 */
export function addClaim(chart: StoreChart, { stage, name, component, size }: ClaimOptions): void {
  const { storageClassName } = chart.store.environment;
  chart.add(stage, k8s.KubePersistentVolumeClaim, {
    metadata: chart.metadata(name, component),
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: k8s.Quantity.fromString(size) } },
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  });
}
