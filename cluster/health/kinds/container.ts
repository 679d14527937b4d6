import type { Health } from '../../object.ts';
import { count, fields, text, type Fields } from '../fields.ts';
import { lastWords } from '../message.ts';
import { failed, inProgress } from '../verdict.ts';
import { needsPeople } from '../waiting-reason.ts';

/** Endings that say more than that the container keeps ending. */
const tellingEndings = new Set(['OOMKilled', 'StartError', 'ContainerCannotRun']);

/**
 * What holds a container back that is not ready; undefined when it is fine or nothing is known yet.
 *
 * @param container an item of a pod's `status.containerStatuses` or `status.initContainerStatuses`
 */
export function containerHealth(container: Fields): Health | undefined {
  const state = fields(container['state']);
  if (state['waiting'] !== undefined) return waits(container, fields(state['waiting']));
  const terminated = fields(state['terminated']);
  if (count(terminated['exitCode']) !== 0) {
    return inProgress(text(terminated['reason'], 'Error'), howItEnded(container, terminated));
  }
  const last = fields(container['lastState'])['terminated'];
  if (container['ready'] === true || state['running'] === undefined || last === undefined) return undefined;
  return inProgress(endingReason(fields(last), 'Error'), `started again; ${howItEnded(container, fields(last))}`);
}

/** `container "web" ended with exit code 3 (Error): last words`. */
export function howItEnded(container: Fields, terminated: Fields): string {
  const reason = text(terminated['reason']);
  const words = lastWords(text(terminated['message']));
  const code = count(terminated['exitCode'], -1);
  const how = `${code < 0 ? 'ended' : `ended with exit code ${code}`}${reason && ` (${reason})`}`;
  return `container "${text(container['name'], '?')}" ${how}${words && `: ${words}`}`;
}

function waits(container: Fields, waiting: Fields): Health {
  const reason = text(waiting['reason'], 'ContainerCreating');
  if (reason === 'CrashLoopBackOff') return keepsEnding(container, waiting);
  const message = `container "${text(container['name'], '?')}" waits: ${withoutEcho(text(waiting['message'], reason))}`;
  return needsPeople(reason) ? failed(reason, message) : inProgress(reason, message);
}

/** containerd names the image three times before it says what is wrong, and a message has an end. */
function withoutEcho(message: string): string {
  return message.replaceAll(/failed to (?:pull and unpack image|resolve reference) "[^"]{1,512}": /g, '');
}

/** The waiting message tells only the delay; the cause is in the last state. */
function keepsEnding(container: Fields, waiting: Fields): Health {
  const last = fields(fields(container['lastState'])['terminated']);
  const delay = /back-off (\w{1,20})/.exec(text(waiting['message']))?.[1];
  const cause =
    last['exitCode'] === 0
      ? `${howItEnded(container, last)}, as after a failed startup or liveness probe`
      : howItEnded(container, last);
  return inProgress(
    endingReason(last, 'CrashLoopBackOff'),
    `${delay === undefined ? '' : `restarts every ${delay}; `}${cause}`,
  );
}

function endingReason(terminated: Fields, otherwise: string): string {
  const reason = text(terminated['reason']);
  return tellingEndings.has(reason) ? reason : otherwise;
}
