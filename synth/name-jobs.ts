import { digestOf } from './digest.ts';
import { podTemplateOf } from './pod-template.ts';
import { type StageName, stageNames } from './spec/status.ts';
import type { KubernetesObject } from './synthesis.ts';

/** Annotation of a validation Job's pods: a digest of what the Job proves, so that a changed shop is proven again. */
export const provesAnnotation = 'urumi.dev/proves';

/** What makes up a shop, as far as its validation can tell. */
const proven: readonly StageName[] = ['config', 'database', 'setup', 'application'];

/**
 * Names every Job by the hash of its spec: a Job's template is immutable, so a changed Job is another Job, and one that is done stays done.
 *
 * @param stages changed in place
 */
export function nameJobs(stages: Readonly<Record<StageName, KubernetesObject[]>>): void {
  const proof = digestOf(proven.map((stage) => stages[stage]));
  for (const job of stages.validation) annotate(job, proof);
  for (const stage of stageNames) {
    for (const object of stages[stage]) {
      if (object.kind === 'Job')
        object.metadata.name = `${object.metadata.name}-${digestOf(object['spec']).slice(0, 10)}`;
    }
  }
}

function annotate(object: KubernetesObject, proof: string): void {
  const template = podTemplateOf(object);
  if (template !== undefined)
    template.metadata.annotations = { ...template.metadata.annotations, [provesAnnotation]: proof };
}
