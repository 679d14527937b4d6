import { remedies, type Remedy } from './remedies.ts';

/**
 * One sentence for people: what to do about a health that is not Current.
 *
 * @param reason as in Health or in an event
 * @param message as in Health: it tells an image that does not exist from a registry that refuses access
 */
export function remedyFor(reason: string, message: string): string {
  return (
    find(reason, message)?.advice ??
    'Wait a little; if it stays like this, look at the events and logs of this object (urumi explain, kubectl logs).'
  );
}

/** Whether more is known about it than that patience may help. */
export function hasRemedy(reason: string, message: string): boolean {
  return find(reason, message) !== undefined;
}

function find(reason: string, message: string): Remedy | undefined {
  return remedies.find((entry) => entry.reason.test(reason) && (entry.message?.test(message) ?? true));
}
