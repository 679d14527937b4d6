import type { Health, HealthStatus } from '../object.ts';
import { plainMessage } from './message.ts';

/** As the API server allows them in conditions, and not longer than the longest that Kubernetes itself uses. */
const reasonShape = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** For objects that are as their spec says and have nothing to tell. Shared: most objects get this one. */
export const current: Health = settled('Current', '');

/** The object is as its spec says. Make these once, not per object, where the message is always the same. */
export function settled(reason: string, message: string): Health {
  return verdict('Current', reason, message);
}

/** The object is on its way, or Kubernetes goes on trying. */
export function inProgress(reason: string, message: string): Health {
  return verdict('InProgress', reason, message);
}

/** The object will not get there by itself. */
export function failed(reason: string, message: string): Health {
  return verdict('Failed', reason, message);
}

/** The object is being deleted. */
export function terminating(reason: string, message: string): Health {
  return verdict('Terminating', reason, message);
}

function verdict(status: HealthStatus, reason: string, message: string): Health {
  return Object.freeze({ status, reason: reasonShape.test(reason) ? reason : status, message: plainMessage(message) });
}
