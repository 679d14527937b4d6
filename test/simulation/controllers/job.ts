import type { KubeObject } from '../../../cluster/object.ts';
import type { Write } from '../model/object-store.ts';
import { at } from '../model/tree.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';
import { hasEnded, ownerKeys, phaseOf, podOf, podsOf } from './pods.ts';

/** Runs Jobs: one pod at a time until one succeeds or too many have failed. */
export class JobController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const object = subjectOf(write);
    return object.kind === 'Job' ? [keyOf(object)] : object.kind === 'Pod' ? ownerKeys(object, 'Job') : [];
  }

  reconcile(key: string): number | undefined {
    const { server, trouble } = this.#context;
    const job = server.objects.find('Job.batch', ...partsOf(key));
    if (job === undefined || job.metadata.deletionTimestamp !== undefined || isFinished(job)) return undefined;
    const pods = podsOf(server.objects, job);
    const failed = pods.filter((pod) => phaseOf(pod) === 'Failed').length;
    const active = pods.filter((pod) => !hasEnded(pod)).length;
    if (pods.some((pod) => phaseOf(pod) === 'Succeeded')) {
      this.#show(job, { active: 0, failed, succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] });
    } else if (failed > backoffLimitOf(job)) {
      const message = 'Job has reached the specified backoff limit';
      const condition = { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message };
      this.#show(job, { active, failed, conditions: [condition] });
    } else {
      this.#show(job, { active, failed });
      if (active === 0)
        server.create(
          podOf(job, `${job.metadata.name}-${trouble.random.below(60_000_000).toString(36).padStart(5, '0')}`, {
            'batch.kubernetes.io/job-name': job.metadata.name,
          }),
        );
    }
    return undefined;
  }

  #show(job: KubeObject, status: object): void {
    this.#context.server.write(job, { ...job, status });
  }
}

function isFinished(job: KubeObject): boolean {
  const conditions = at(job, 'status', 'conditions');
  return Array.isArray(conditions) && conditions.length > 0;
}

function backoffLimitOf(job: KubeObject): number {
  const limit = at(job, 'spec', 'backoffLimit');
  return typeof limit === 'number' ? limit : 6;
}
