import type { ForgeRepository } from '../../forge/forge.ts';
import { isOurRepository } from './fleets/followed-branches.ts';
import type { FleetWaker } from './fleets/fleet-waker.ts';
import type { PullPlanner } from './pulls/pull-planner.ts';
import type { Hint } from './receive/receiver.ts';

export interface HintTakerOptions {
  readonly repository: ForgeRepository;
  readonly waker: Pick<FleetWaker, 'wake'>;
  readonly planner: Pick<PullPlanner, 'ask'>;
}

/** Hands hints to whom they concern. Those about other repositories concern nobody, and count as taken. */
export function hintTaker({ repository, waker, planner }: HintTakerOptions): (hint: Hint) => boolean {
  return (hint) => {
    if (!isOurRepository(repository, hint.repository)) return true;
    return hint.kind === 'push' ? waker.wake(hint.branch) : planner.ask(hint.number);
  };
}
