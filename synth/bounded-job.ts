import type { CronJob, Job } from 'cdk8s-plus-28';
import { podTemplateOf } from './pod-template.ts';
import type { StoreChart } from './store-chart.ts';
import type { KubernetesObject } from './synthesis.ts';

interface Bounds {
  /** Seconds that one pod may take. */
  readonly deadline: number;
  /** Exit codes of the container after which trying again is useless. */
  readonly fatal?: { readonly container: string; readonly codes: readonly number[] };
}

/**
 * Bounds the pods of a Job. The deadline stands in the pod template: only there does it make the pod count in the quota with the scope Terminating (a Job's own
 * `activeDeadlineSeconds` leaves its pods in NotTerminating).
 *
 * With fatal exit codes a successor pod starts only when its predecessor has ended (never two at once), and pods that the cluster evicted do not count as failures.
 */
export function boundJob(chart: StoreChart, job: Job | CronJob, { deadline, fatal }: Bounds): void {
  chart.amend(job, (object) => {
    const template = podTemplateOf(object);
    if (template !== undefined) template.spec['activeDeadlineSeconds'] = deadline;
    if (fatal !== undefined) addFailurePolicy(object, fatal.container, fatal.codes);
  });
}

function addFailurePolicy(object: KubernetesObject, containerName: string, values: readonly number[]): void {
  Object.assign(object['spec'] as object, {
    podReplacementPolicy: 'Failed',
    podFailurePolicy: {
      rules: [
        { action: 'FailJob', onExitCodes: { containerName, operator: 'In', values } },
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
  });
}
