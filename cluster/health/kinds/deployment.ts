import type { Health, KubeObject } from '../../object.ts';
import { falseCondition, findCondition, trueCondition } from '../conditions.ts';
import { creationRefused } from '../creation-refused.ts';
import { count, fields, text, type Fields } from '../fields.ts';
import { awaitsFirstLook } from '../observed.ts';
import { failed, inProgress, settled } from '../verdict.ts';

const available = settled('Available', 'all pods are up to date and available');

/**
 * Health of a Deployment (apps/v1), read from its pod counts. The condition Progressing is no evidence of health: without a
 * readiness probe it stays True for ever while the container is killed again and again.
 */
export function deploymentHealth(deployment: KubeObject): Health {
  const spec = fields(deployment['spec']);
  const status = fields(deployment['status']);
  const waits = awaitsFirstLook(deployment);
  if (waits !== undefined) return waits;
  const wanted = count(spec['replicas'], 1);
  return isRolledOut(status, wanted) ? available : (obstacle(status) ?? rollingOut(spec, status, wanted));
}

function isRolledOut(status: Fields, wanted: number): boolean {
  return (
    count(status['updatedReplicas']) >= wanted &&
    count(status['readyReplicas']) >= wanted &&
    count(status['availableReplicas']) >= wanted &&
    count(status['replicas']) <= wanted
  );
}

/** ReplicaFailure comes first: a rollout whose pods are refused runs into its deadline too, and only the refusal tells why. */
function obstacle(status: Fields): Health | undefined {
  const refused = trueCondition(status, 'ReplicaFailure');
  const late = falseCondition(status, 'Progressing');
  const refusal = refused && creationRefused(text(refused['message']));
  if (refusal?.status === 'Failed') return refusal;
  if (late?.['reason'] === 'ProgressDeadlineExceeded') return failed('ProgressDeadlineExceeded', text(late['message']));
  return refusal;
}

function rollingOut(spec: Fields, status: Fields, wanted: number): Health {
  const message =
    `${count(status['updatedReplicas'])} of ${wanted} pods are up to date, ` +
    `${count(status['availableReplicas'])} available, ${count(status['replicas'])} in all`;
  if (spec['paused'] === true) return inProgress('DeploymentPaused', `the rollout is paused: ${message}`);
  const unavailable = findCondition(status, 'Available');
  return inProgress(
    unavailable?.['status'] === 'False' ? text(unavailable['reason'], 'Progressing') : 'Progressing',
    message,
  );
}
