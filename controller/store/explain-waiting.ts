import { explainEvents } from '../../cluster/health/event-reason.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { kindOf, nameOf } from './kind-of.ts';
import type { Turn } from './turn.ts';

/** Events of one object are read at most this often, ms. */
const readInterval = 30_000;

/**
 * Reads the Events of objects that wait without saying why: a quota that refuses a Job's pods shows nowhere else.
 *
 * @returns whether anything new came to light
 */
export async function explainWaiting(
  ids: readonly string[],
  namespace: string,
  { state, deps, signal }: Turn,
): Promise<boolean> {
  let found = false;
  for (const id of ids) {
    const now = deps.clock.now();
    if (now < (state.explainedAt.get(id) ?? Number.NEGATIVE_INFINITY) + readInterval) continue;
    state.explainedAt.set(id, now);
    const fieldSelector = `regarding.kind=${kindOf(id)},regarding.name=${nameOf(id)}`;
    const events = [];
    for await (const event of listObjects(deps.api, kindInfo('Event', 'events.k8s.io'), {
      namespace,
      fieldSelector,
      signal,
    }))
      events.push(event);
    const cause = explainEvents(events);
    if (cause === undefined) continue;
    state.causes.set(id, cause);
    found = true;
  }
  return found;
}
