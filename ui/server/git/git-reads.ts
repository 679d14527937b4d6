import type { Clock } from '../../../cluster/clock.ts';
import type { Forge } from '../../../forge/forge.ts';
import { Activities } from '../activity/activities.ts';
import type { Operation } from '../http/operation.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { activityOperations } from '../routes/activity-operations.ts';
import { gitOperations } from '../routes/git-operations.ts';
import { pullOperations } from '../routes/pull-operations.ts';
import type { AuditEntry } from '../write/audit-log.ts';
import { ForgeLink } from './forge-link.ts';
import { PullReads } from './pull-reads.ts';
import { RecentPulls } from './recent-pulls.ts';
import { StoreFiles } from './store-files.ts';

export interface GitReadsOptions {
  /** Absent: nothing is known of what is in Git. */
  readonly forge: Forge | undefined;
  readonly picture: LivePicture;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  /** What people did here, newest first. */
  readonly written: () => readonly AuditEntry[];
}

/** All that the UI reads of Git and of pull requests, and what happened there and elsewhere. */
export function gitReads({ forge, picture, clock, stopping, written }: GitReadsOptions): Operation[] {
  const link = new ForgeLink(forge, clock, stopping);
  const pulls = new RecentPulls(link, clock);
  const files = new StoreFiles({ link, pulls, clock });
  const reads = new PullReads({ link, pulls, clock });
  const activities = new Activities({ link, pulls, picture, clock, written });
  return [
    ...gitOperations(picture, { link, files }),
    ...pullOperations({ link, reads }),
    ...activityOperations(activities),
  ];
}
