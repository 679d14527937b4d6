import type { Forge } from '../../../forge/forge.ts';
import type { Log } from '../../../cluster/log.ts';
import type { PullPlanner } from './pull-planner.ts';

/** Open pull requests that are looked at: the newest. */
const most = 500;

/**
 * Looks at all open pull requests, and has those planned that were not, or that have changed: so a missed event is made up for.
 *
 * @throws ForgeError
 */
export async function sweepPulls(
  { forge, planner, log }: { readonly forge: Forge; readonly planner: PullPlanner; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  const { items, complete } = await forge.findPullRequests({ state: 'open', limit: most }, signal);
  if (!complete) log.warn({ looked: items.length }, 'there are more open pull requests than are looked at');
  else planner.keepOnly(new Set(items.map(({ number }) => number)));
  for (const pull of items) planner.look(pull);
}
