import type { Health } from '../object.ts';
import { failed, inProgress } from './verdict.ts';

/** Refusals that end by themselves, seconds after a namespace, a quota or a service account was made. */
const passing = [
  'status unknown for quota',
  'error looking up service account',
  'unable to create new content in namespace',
];
const lasting = ['is forbidden', 'is invalid', 'denied the request'];

/**
 * Health of a workload whose pods the API server does not take (reason FailedCreate). Failed when quota, limit range, pod
 * security or an admission webhook refuses them; InProgress when the refusal passes or the request merely did not get through.
 *
 * @param message of the condition ReplicaFailure or of the event FailedCreate
 */
export function creationRefused(message: string): Health {
  const refused = lasting.some((words) => message.includes(words)) && !passing.some((words) => message.includes(words));
  return refused ? failed('FailedCreate', message) : inProgress('FailedCreate', message);
}
