import { Pod } from 'cdk8s-plus-28';
import { podTemplateOf } from './pod-template.ts';
import { completePodTemplate } from './restricted-pod.ts';
import type { KubernetesObject } from './synthesis.ts';

type Labels = Record<string, string>;

/**
 * The one place where manifests are changed after cdk8s has rendered them. It patches before its serialiser, which drops what it does not
 * know (and quantities written as text) without a word; here nothing is lost.
 *
 * @param object as cdk8s rendered it; changed in place
 * @param common labels of every object and pod of the store
 */
export function tidyObject(object: KubernetesObject, common: Readonly<Labels>): void {
  object.metadata.labels = { ...common, ...object.metadata.labels };
  // A chart stamps its namespace on everything, the Namespace itself included.
  if (object.kind === 'Namespace') delete object.metadata.namespace;
  if (object.kind === 'Service') tidyService(object['spec'] as { externalIPs?: string[]; selector: Labels });
  const template = podTemplateOf(object);
  if (template === undefined) return;
  completePodTemplate(template);
  template.metadata.labels = { ...common, ...template.metadata.labels };
  if (object.kind === 'CronJob') labelJobs(object, template.metadata.labels);
}

/** A StatefulSet's construct makes its service select the pods by the hash of a construct's path. */
function tidyService(spec: { externalIPs?: string[]; selector: Labels }): void {
  delete spec.selector[Pod.ADDRESS_LABEL];
  if (spec.externalIPs?.length === 0) delete spec.externalIPs;
}

/** The Jobs of a CronJob carry the store's labels too: the watch cache selects by them. */
function labelJobs(object: KubernetesObject, labels: Labels): void {
  const spec = object['spec'] as { jobTemplate: { metadata?: { labels?: Labels } } };
  spec.jobTemplate.metadata = { labels: { ...labels } };
}
