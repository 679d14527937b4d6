import type { KubernetesObject } from './synthesis.ts';

/** Resources of a container as they stand in a manifest. */
interface ResourceList {
  cpu?: string;
  memory?: string;
}

interface HttpProbe {
  httpGet?: { path: string; port: number | string; httpHeaders?: { name: string; value: string }[] };
}

export interface ContainerJson {
  name: string;
  image: string;
  terminationMessagePolicy?: string;
  resources?: { requests?: ResourceList; limits?: ResourceList };
  securityContext?: Record<string, unknown>;
  startupProbe?: HttpProbe;
  readinessProbe?: HttpProbe;
  livenessProbe?: HttpProbe;
  [field: string]: unknown;
}

export interface PodSpecJson {
  containers: ContainerJson[];
  initContainers?: ContainerJson[];
  volumes?: { name: string; [source: string]: unknown }[];
  securityContext?: Record<string, unknown>;
  [field: string]: unknown;
}

export interface PodTemplateJson {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpecJson;
}

interface WorkloadSpec {
  template?: PodTemplateJson;
  jobTemplate?: { metadata?: { labels?: Record<string, string> }; spec: { template: PodTemplateJson } };
}

const workloads = new Set(['Deployment', 'StatefulSet', 'Job', 'CronJob']);

/**
 * The template of the pods that an object makes; undefined when it makes none.
 *
 * @param object of any kind
 */
export function podTemplateOf(object: KubernetesObject): PodTemplateJson | undefined {
  if (!workloads.has(object.kind)) return undefined;
  const spec = object['spec'] as WorkloadSpec;
  return spec.jobTemplate?.spec.template ?? spec.template;
}
