import { podTemplateOf } from './pod-template.ts';
import { type StageName, stageNames } from './spec/status.ts';
import type { KubernetesObject } from './synthesis.ts';

/** Annotation of a validation Job's pods: a digest of what the Job proves, so that a changed shop is proven again. */
const provesAnnotation = 'urumi.dev/proves';

/** What makes up a shop, as far as its validation can tell. */
const proven: readonly StageName[] = ['config', 'database', 'setup', 'application'];

/**
 * Names every Job by the hash of its spec: a Job's template is immutable, so a changed Job is another Job, and one that is done stays done.
 *
 * @param stages changed in place
 * @param digest of a value
 */
export function nameJobs(
  stages: Readonly<Record<StageName, KubernetesObject[]>>,
  digest: (value: object) => string,
): void {
  for (const stage of stageNames) {
    const proof = stage === 'validation' ? digest(proven.flatMap((name) => stages[name].map(digest))) : undefined;
    for (const job of stages[stage].filter(({ kind }) => kind === 'Job')) {
      if (proof !== undefined) annotate(job, proof);
      job.metadata.name += `-${digest(job['spec'] as object).slice(0, 10)}`;
    }
  }
}

function annotate(object: KubernetesObject, proof: string): void {
  const template = podTemplateOf(object);
  if (template !== undefined)
    template.metadata.annotations = { ...template.metadata.annotations, [provesAnnotation]: proof };
}
