import { podTemplateOf } from './pod-template.ts';
import { completePodTemplate } from './restricted-pod.ts';
import type { KubernetesObject } from './synthesis.ts';

/**
 * The one place where manifests are changed after cdk8s has rendered them. It patches before its serialiser, which drops what it does not
 * know (and quantities written as text) without a word; here nothing is lost.
 *
 * @param object as `chart.toJson()` returned it; changed in place
 */
export function tidyObject(object: KubernetesObject): void {
  if (object.kind === 'Namespace') tidyNamespace(object);
  if (object.kind === 'Service') dropEmptyExternalIps(object['spec'] as { externalIPs?: string[] });
  const template = podTemplateOf(object);
  if (template === undefined) return;
  completePodTemplate(template);
  if (object.kind === 'CronJob') labelJobs(object, template.metadata.labels);
}

/** A chart stamps its namespace on everything, the Namespace itself included, and an empty spec would claim the server's finalizers. */
function tidyNamespace(object: KubernetesObject): void {
  delete object.metadata.namespace;
  delete object['spec'];
}

function dropEmptyExternalIps(spec: { externalIPs?: string[] }): void {
  if (spec.externalIPs?.length === 0) delete spec.externalIPs;
}

/** The Jobs of a CronJob carry the store's labels too: the watch cache selects by them. */
function labelJobs(object: KubernetesObject, labels: Record<string, string>): void {
  const spec = object['spec'] as { jobTemplate: { metadata?: { labels?: Record<string, string> } } };
  spec.jobTemplate.metadata = { labels: { ...labels } };
}
