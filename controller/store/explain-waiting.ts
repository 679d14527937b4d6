import { isApiError } from '../../cluster/errors.ts';
import type { Health, KubeObject } from '../../cluster/object.ts';
import { explainEvents } from '../../cluster/health/event-reason.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { kindOf, nameOf } from './kind-of.ts';
import type { StoreState } from './store-state.ts';
import type { Turn } from './turn.ts';

/** Events of one object are read at most this often, ms. */
const readInterval = 30_000;
/** ... and what they said is believed this long, ms. */
const causeLifetime = 60_000;

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
    const cause = await causeOf(id, namespace, { deps, signal });
    if (cause === undefined) continue;
    state.causes.set(id, cause);
    found = true;
  }
  return found;
}

/** Forgets what Events said a while ago: the trouble may be another one by now. */
export function forgetOldCauses({ causes, explainedAt }: StoreState, now: number): void {
  for (const [id, at] of explainedAt) {
    if (now < at + causeLifetime) continue;
    causes.delete(id);
    explainedAt.delete(id);
  }
}

async function causeOf(
  id: string,
  namespace: string,
  { deps, signal }: Pick<Turn, 'deps' | 'signal'>,
): Promise<Health | undefined> {
  const fieldSelector = `regarding.kind=${kindOf(id)},regarding.name=${nameOf(id)}`;
  const events: KubeObject[] = [];
  try {
    const kind = kindInfo('Event', 'events.k8s.io');
    for await (const event of listObjects(deps.api, kind, { namespace, fieldSelector, signal })) events.push(event);
  } catch (error) {
    if (!isApiError(error) || error.code === 'Aborted') throw error;
    // Nothing depends on it but a better message.
    deps.log.warn({ object: id, error: error.message }, 'the Events of a waiting object could not be read');
  }
  return explainEvents(events);
}
