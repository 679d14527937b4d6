import { isDeepStrictEqual } from 'node:util';
import type { ApiConnection } from '../../cluster/connection.ts';
import { approvalText } from '../../controller/fleet/commanded-approval.ts';
import type { FleetObject } from '../../synth/spec/objects.ts';
import { parseFleetObject } from '../../synth/spec/parse-objects.ts';
import { annotations } from '../../synth/spec/names.ts';
import { annotateOwn } from '../cluster/annotate-own.ts';
import { CliError } from '../cli-error.ts';
import { closingsToApprove, type PendingClosings } from './closings-to-approve.ts';

/**
 * Writes the approval of exactly these closings onto the Fleet. The Fleet's status changes with every store, so a conflict is looked at
 * again, and the approval is written when the same closings still wait.
 *
 * @throws ApiError; CliError (1) when others wait meanwhile, or none
 */
export async function recordApproval(api: ApiConnection, fleet: FleetObject, pending: PendingClosings): Promise<void> {
  const { revision, count } = pending;
  await annotateOwn(api, {
    kind: 'Fleet',
    seen: fleet.metadata,
    manager: 'urumi-approve',
    annotations: { [annotations.approvedClosures]: approvalText(revision, count) },
    recheck(live) {
      const waiting = closingsToApprove(parseFleetObject(live), { revision, count });
      if (waiting === 'approved' || isDeepStrictEqual(waiting.stores, pending.stores)) return;
      throw new CliError(
        1,
        `could not approve revision ${revision.slice(0, 12)} of fleet ${fleet.metadata.name}: it would close other stores by now; look again before you approve`,
      );
    },
  });
}
