import type { Clock } from '../../../cluster/clock.ts';
import type { Log } from '../../../cluster/log.ts';
import { makePlan } from '../../../plan/make-plan.ts';
import { liveFleet } from '../../../plan/live/live-fleet.ts';
import type { ClusterView } from '../../../plan/live/cluster-view.ts';
import { readRevision } from '../../../plan/read-revision.ts';
import { filesOf } from '../../../plan/changed-stores.ts';
import type { StoreTree } from '../../../plan/store-tree.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import type { PullRepository } from './pull-plan-input.ts';

export interface RehearsalOptions {
  readonly mirrorOf: (fleet: FleetObject) => Promise<PullRepository>;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Plans each fleet's branch once as though its last store were new, asks the cluster nothing and throws the plan away: the branch is cloned and the
 * code is compiled before anybody waits for it. A failure is logged and costs nothing but the time that the first plan then takes.
 */
export async function rehearse(
  fleets: readonly FleetObject[],
  { mirrorOf, view, clock, log }: RehearsalOptions,
  signal: AbortSignal,
): Promise<void> {
  for (const fleet of fleets) {
    const { name } = fleet.metadata;
    const started = clock.now();
    try {
      const mirror = await mirrorOf(fleet);
      const { head } = await mirror.fetch(signal);
      const { tree } = await readRevision(mirror, head, fleet.spec.source.path);
      const input = {
        base: { id: head, tree: withoutLast(tree) },
        head: { id: head, tree },
        fleet: { name, spec: fleet.spec },
        now: started,
        live: liveFleet(view, name, started),
      };
      await makePlan(input, { read: (ids, limits) => mirror.readBlobs(ids, limits), signal });
      log.info({ fleet: name, head, ms: clock.now() - started }, 'a fleet’s pull requests can be planned');
    } catch (error) {
      if (signal.aborted) return;
      log.warn(
        { fleet: name, error: String(error) },
        'a fleet’s branch could not be read yet; the next plan tries again',
      );
    }
  }
}

function withoutLast(tree: StoreTree): StoreTree {
  if (tree.state !== 'present') return tree;
  return { ...tree, files: new Map([...filesOf(tree)].slice(0, -1)) };
}
