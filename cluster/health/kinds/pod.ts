import type { Health, KubeObject } from '../../object.ts';
import { falseCondition, findCondition, trueCondition } from '../conditions.ts';
import { count, fields, items, text, type Fields } from '../fields.ts';
import { lastWords } from '../message.ts';
import { failed, inProgress, settled } from '../verdict.ts';
import { worstOf } from '../worst.ts';
import { containerHealth, howItEnded } from './container.ts';

const ready = settled('Ready', 'the pod is ready');
const completed = settled('Completed', 'the pod has done its work');
const pending = inProgress('Pending', 'the pod waits to be started');

/** So many restarts are no accident, even if the pod is ready in between. */
const manyRestarts = 3;

/** Health of a pod (core/v1): read from its phase, its conditions and what its containers wait for or ended with. */
export function podHealth(pod: KubeObject): Health {
  const status = fields(pod['status']);
  switch (status['phase']) {
    case 'Succeeded':
      return succeeded(status);
    case 'Failed':
      return ended(status);
    default:
      return trueCondition(status, 'Ready') === undefined ? onItsWay(status) : readyPod(status);
  }
}

/** The message is what the container left in its termination message: the result, as JSON, of a setup or validation Job. */
function succeeded(status: Fields): Health {
  for (const item of items(status['containerStatuses'])) {
    const words = lastWords(text(fields(fields(fields(item)['state'])['terminated'])['message']));
    if (words !== '') return settled('Completed', words);
  }
  return completed;
}

/** The reason of the pod (DeadlineExceeded, Evicted) comes before those of its containers. */
function ended(status: Fields): Health {
  const cause = containersOf(status).find((container) => isFailure(container));
  const how = cause && howItEnded(cause, terminatedOf(cause));
  const reason = text(status['reason']);
  if (reason !== '') {
    const parts = [text(status['message'], 'the pod was stopped'), how ?? waitOf(status)];
    return failed(reason, parts.filter(Boolean).join('; '));
  }
  if (cause === undefined) return failed('PodFailed', text(status['message'], 'the pod failed without saying why'));
  return failed(text(terminatedOf(cause)['reason'], 'Error'), how ?? '');
}

function onItsWay(status: Fields): Health {
  const unscheduled = falseCondition(status, 'PodScheduled');
  if (unscheduled !== undefined) {
    return inProgress(
      text(unscheduled['reason'], 'Unschedulable'),
      text(unscheduled['message'], 'no node takes the pod'),
    );
  }
  const containers = containersOf(status).flatMap((container) => containerHealth(container) ?? []);
  if (containers.length > 0) return worstOf(containers);
  if (status['phase'] === 'Unknown') return inProgress('Unknown', 'the node of the pod does not answer');
  const condition = findCondition(status, 'Ready');
  if (condition === undefined) return pending;
  return inProgress(
    text(condition['reason'], 'ContainersNotReady'),
    text(condition['message'], 'the pod is not ready yet'),
  );
}

/** Liveness probes restart a container for ever while its pod is ready in between: only the number of restarts shows it. */
function readyPod(status: Fields): Health {
  for (const item of items(status['containerStatuses'])) {
    const container = fields(item);
    const restarts = count(container['restartCount']);
    if (restarts < manyRestarts) continue;
    const last = fields(fields(container['lastState'])['terminated']);
    const when = text(last['finishedAt']);
    return settled(
      'Restarted',
      `restarted ${restarts} times${when && `, last at ${when}`}; ${howItEnded(container, last)}`,
    );
  }
  return ready;
}

function containersOf(status: Fields): Fields[] {
  return [...items(status['initContainerStatuses']), ...items(status['containerStatuses'])].map((item) => fields(item));
}

function terminatedOf(container: Fields): Fields {
  return fields(fields(container['state'])['terminated']);
}

function isFailure(container: Fields): boolean {
  return count(terminatedOf(container)['exitCode']) !== 0;
}

/** A pod that ran into its deadline says nothing about the image that it waited for; its containers still do. */
function waitOf(status: Fields): string {
  return containersOf(status).flatMap((container) => containerHealth(container)?.message ?? [])[0] ?? '';
}
