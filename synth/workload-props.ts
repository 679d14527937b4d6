import type { PodSecurityContextProps } from 'cdk8s-plus-28';
import { podIdentity } from './restricted-pod.ts';
import type { StoreChart } from './store-chart.ts';
import { selectorLabels } from './store-labels.ts';

/** Annotation of pod templates: a digest of the configuration that the pods read, so that a change of it replaces them. */
const configAnnotation = 'urumi.dev/config';

interface WorkloadOptions {
  readonly name: string;
  readonly component: string;
  /** Numeric user that the pods run as. */
  readonly user: number;
  /** Digest of the configuration that must replace the pods when it changes. */
  readonly config?: string;
}

interface WorkloadProps {
  metadata: { name: string; labels: Record<string, string> };
  podMetadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  select: false;
  securityContext: PodSecurityContextProps;
}

/** What every workload of a store has in common, to be spread into the properties of its construct. */
export function workloadProps(chart: StoreChart, { name, component, user, config }: WorkloadOptions): WorkloadProps {
  return {
    metadata: chart.metadata(name, component),
    podMetadata: {
      labels: selectorLabels(chart.store.name, component),
      ...(config === undefined ? {} : { annotations: { [configAnnotation]: config } }),
    },
    select: false,
    securityContext: podIdentity(user),
  };
}
