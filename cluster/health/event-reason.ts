import type { Health } from '../object.ts';
import { creationRefused } from './creation-refused.ts';
import { count, fields, text, type Fields } from './fields.ts';
import { inProgress } from './verdict.ts';
import { isOrdinaryWait } from './waiting-reason.ts';

/** An event of an object, from core/v1 or from events.k8s.io/v1: the fields that an explanation needs. */
export interface KubeEvent {
  readonly type?: string;
  readonly reason?: string;
  /** core/v1 */
  readonly message?: string;
  /** events.k8s.io/v1 */
  readonly note?: string;
  readonly count?: number;
  readonly deprecatedCount?: number;
  readonly lastTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string } | null;
  readonly metadata?: { readonly creationTimestamp?: string | null };
}

/** How much an event explains. */
const weights = { nothing: 0, little: 1, consequence: 2, cause: 3 } as const;

interface Occurrence {
  readonly reason: string;
  readonly message: string;
  /** ms since the epoch, 0 when the event has no readable time. */
  readonly at: number;
  readonly times: number;
  readonly weight: number;
}

/** A later success takes a warning back. */
const answers: Readonly<Record<string, readonly string[]>> = {
  FailedCreate: ['SuccessfulCreate'],
  FailedScheduling: ['Scheduled'],
  ProvisioningFailed: ['ProvisioningSucceeded'],
  FailedMount: ['Pulling', 'Pulled', 'Created', 'Started'],
  FailedAttachVolume: ['SuccessfulAttachVolume', 'Pulling', 'Pulled', 'Created', 'Started'],
  ErrImagePull: ['Pulled'],
  ImagePullBackOff: ['Pulled'],
};

/** `Error: ErrImagePull` repeats as an event what the event beside it explains. */
const bareWord = /^Error: ([A-Z][A-Za-z]+)$/;
/** Also of type Normal: a container that is restarted, and the back-off of an image pull. */
const consequence = /^Back-off restarting failed container|failed (?:liveness|startup) probe, will be restarted/;
const imageBackOff = /^Back-off pulling image/;
const combined = '(combined from similar events): ';

/**
 * What the events of one object say about its trouble: the newest that explains something and was not taken back by a later
 * success. Undefined when they say nothing. Failed when the API server refuses to create its pods, else InProgress, since
 * Kubernetes goes on trying.
 *
 * The only source for Jobs and StatefulSets whose pods are refused, for claims without a provisioner, and for volumes that
 * cannot be mounted. Pass Normal events too, if at hand: some troubles are of type Normal, and successes are.
 */
export function explainEvents(events: readonly KubeEvent[]): Health | undefined {
  const occurrences = events.map((event) => occurrence(fields(event)));
  let best: Occurrence | undefined;
  for (const candidate of occurrences) {
    if (candidate.weight > weights.nothing && !isAnswered(candidate, occurrences) && isBetter(candidate, best))
      best = candidate;
  }
  if (best === undefined) return undefined;
  const message = best.times > 1 ? `${best.message.slice(0, 480)} (${best.times} times)` : best.message;
  return best.reason === 'FailedCreate' ? creationRefused(message) : inProgress(best.reason, message);
}

function occurrence(event: Fields): Occurrence {
  const raw = text(event['message'], text(event['note']));
  const message = raw.startsWith(combined) ? raw.slice(combined.length) : raw;
  return {
    reason: reasonOf(text(event['reason'], 'Unknown'), message),
    message: message.startsWith('Error: ') ? message.slice('Error: '.length) : message,
    at: newestTime(event),
    times: Math.max(
      ...[event['count'], event['deprecatedCount'], fields(event['series'])['count']].map((n) => count(n)),
    ),
    weight: weightOf(event, message),
  };
}

function newestTime(event: Fields): number {
  const times = [
    fields(event['series'])['lastObservedTime'],
    event['lastTimestamp'],
    event['deprecatedLastTimestamp'],
    event['eventTime'],
    fields(event['metadata'])['creationTimestamp'],
  ].map((time) => Date.parse(text(time)));
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}

/** Image and crash events carry general words (Failed, BackOff); the pod's own words say more. */
function reasonOf(reason: string, message: string): string {
  if (message.startsWith('Failed to pull image')) return 'ErrImagePull';
  if (message.startsWith('Back-off pulling image')) return 'ImagePullBackOff';
  if (message.startsWith('Back-off restarting failed container')) return 'CrashLoopBackOff';
  return (reason === 'Failed' && bareWord.exec(message)?.[1]) || reason;
}

function weightOf(event: Fields, message: string): number {
  if (consequence.test(message)) return weights.consequence;
  if (imageBackOff.test(message)) return weights.cause;
  if (event['type'] !== 'Warning') return isOrdinaryWait(text(event['reason'])) ? weights.little : weights.nothing;
  // The kubelet takes a redirecting probe for a success.
  return bareWord.test(message) || event['reason'] === 'ProbeWarning' ? weights.little : weights.cause;
}

function isAnswered(trouble: Occurrence, occurrences: readonly Occurrence[]): boolean {
  const answering = Object.hasOwn(answers, trouble.reason) ? answers[trouble.reason] : undefined;
  return (
    answering !== undefined && occurrences.some((other) => answering.includes(other.reason) && other.at >= trouble.at)
  );
}

function isBetter(candidate: Occurrence, best: Occurrence | undefined): boolean {
  if (best === undefined || candidate.weight !== best.weight)
    return best === undefined || candidate.weight > best.weight;
  return candidate.at >= best.at;
}
