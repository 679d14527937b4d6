import type { Clock } from '../../../cluster/clock.ts';
import type { Forge } from '../../../forge/forge.ts';
import type { Operation } from '../http/operation.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { gitOperations } from '../routes/git-operations.ts';
import { ForgeLink } from './forge-link.ts';
import { RecentPulls } from './recent-pulls.ts';
import { StoreFiles } from './store-files.ts';

export interface GitReadsOptions {
  /** Absent: nothing is known of what is in Git. */
  readonly forge: Forge | undefined;
  readonly picture: LivePicture;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/** All that the UI reads of Git and of pull requests. */
export function gitReads({ forge, picture, clock, stopping }: GitReadsOptions): Operation[] {
  const link = new ForgeLink(forge, clock, stopping);
  const pulls = new RecentPulls(link, clock);
  const files = new StoreFiles({ link, pulls, clock });
  return [...gitOperations(picture, { link, files })];
}
