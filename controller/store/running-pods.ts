import { health } from '../../cluster/health/health.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import type { KubeObject } from '../../cluster/object.ts';
import type { DesiredItem } from './desired.ts';
import { kindOf, nameOf } from './kind-of.ts';
import type { Refusal } from './record.ts';
import type { Turn } from './turn.ts';

/** Pods take up to their grace period to end, ms. */
const lookAgainAfter = 2_000;

/** On the pods of a Job since Kubernetes 1.27 (https://kubernetes.io/docs/reference/labels-annotations-taints/#batchkubernetesio-job-name). */
const jobLabel = 'batch.kubernetes.io/job-name';

/**
 * Asked before a Job is made anew that was there and is gone: pods of it may still run, and two setups must not run beside each other. The watch of pods may be behind that of
 * Jobs, so the API server is asked itself.
 *
 * @returns why the Job has to wait; undefined when it need not
 * @throws ApiError when the pods cannot be listed
 */
export async function runningPodsOf({ id, digest }: DesiredItem, turn: Turn): Promise<Refusal | undefined> {
  const { state, deps, signal } = turn;
  if (kindOf(id) !== 'Job' || deps.live.get(id) !== undefined) return undefined;
  const known = state.status.inventory.find((entry) => entry.id === id);
  if ((known?.uid ?? '') === '' && !state.refusals.has(id)) return undefined;
  const [, namespace = ''] = id.split('/');
  const labelSelector = `${jobLabel}=${nameOf(id)}`;
  for await (const pod of listObjects(deps.api, kindInfo('Pod'), { namespace, labelSelector, signal })) {
    if (hasEnded(pod)) continue;
    const message = `pod ${pod.metadata.name} of the Job that was here still runs: ${health(pod).message}`;
    return { digest, reason: 'PodsLeft', message, attempts: 1, retryAt: deps.clock.now() + lookAgainAfter };
  }
  return undefined;
}

function hasEnded(pod: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as { phase?: string };
  return phase === 'Succeeded' || phase === 'Failed';
}
