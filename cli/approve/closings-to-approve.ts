import type { FleetObject } from '../../synth/spec/objects.ts';
import { CliError } from '../cli-error.ts';

/** The closings of one revision that wait for approval. */
export interface PendingClosings {
  readonly revision: string;
  /** What the approval names: the closings of the revision in all. */
  readonly count: number;
  /** How many stores would be closed now; some of the count may be closed already. */
  readonly closures: number;
  /** Their names: the first hundred. */
  readonly stores: readonly string[];
  /** Why a guard keeps them open. */
  readonly reason: string;
}

/** What a person asks to approve. */
export interface AskedApproval {
  /** Whole, or its first seven characters or more. */
  readonly revision: string;
  /** Approve this count and no other; absent: whatever waits. */
  readonly count?: number;
}

const short = (revision: string): string => revision.slice(0, 12);

function waitsForNothing({ metadata, status }: FleetObject, attempted: string): CliError {
  const { refusal } = status;
  if (refusal !== undefined)
    return new CliError(1, `${attempted}: no approval lifts ${refusal.guard}: ${refusal.message}`);
  return new CliError(
    1,
    `${attempted}: no closing of fleet ${metadata.name} waits for approval; \`urumi get fleets ${metadata.name}\` shows what does`,
  );
}

/** Why what waits is not what is asked for; undefined when it is. */
function otherThanAsked(
  { revision, count }: PendingClosings,
  { head }: FleetObject['status'],
  asked: AskedApproval,
): string | undefined {
  if (!revision.startsWith(asked.revision))
    return `what waits is revision ${short(revision)}, which would close ${count} store(s)`;
  if (head !== undefined && head !== revision)
    return `the branch has moved on to ${short(head)}; look again in a moment what that would close`;
  if (asked.count === undefined || asked.count === count) return undefined;
  return `it would close ${count} store(s), not ${asked.count}; look again before you approve`;
}

/**
 * The closings that an approval would let through, as the fleet's status tells them; `approved` when that has happened already.
 *
 * @throws CliError (1) when nothing waits, or another revision or count; (2) when what was given is no revision
 */
export function closingsToApprove(
  fleet: FleetObject,
  { revision: text, count }: AskedApproval,
): PendingClosings | 'approved' {
  const { metadata, status } = fleet;
  const asked = { revision: text.toLowerCase(), ...(count !== undefined && { count }) };
  if (!/^[0-9a-f]{7,64}$/.test(asked.revision))
    throw new CliError(
      2,
      `could not approve '${text}': a revision is a commit's id, or at least its first 7 characters`,
    );
  const attempted = `could not approve revision ${asked.revision} of fleet ${metadata.name}`;
  const waiting = pendingOf(status);
  const isApproved = status.approval?.revision.startsWith(asked.revision) === true;
  if (isApproved && waiting?.revision.startsWith(asked.revision) !== true) return 'approved';
  if (waiting === undefined) throw waitsForNothing(fleet, attempted);
  const problem = otherThanAsked(waiting, status, asked);
  if (problem !== undefined) throw new CliError(1, `${attempted}: ${problem}`);
  return waiting;
}

function pendingOf({ pendingApproval }: FleetObject['status']): PendingClosings | undefined {
  if (pendingApproval === undefined) return undefined;
  const { revision, closures, stores, reason, count = closures } = pendingApproval;
  return { revision, count, closures, stores, reason };
}
