import { closureCount, isApproved, type Guard } from './guard.ts';

/** However small the percentage, this many closings in one revision pass: a limit of a tenth of five stores would be none. */
const leastOfPercentage = 3;

/**
 * How many stores one revision may close unasked.
 *
 * @param limit a count, or a percentage such as `10%`
 * @param stores how many stores the fleet had open before the revision
 */
export function closureLimit(limit: number | string, stores: number): number {
  if (typeof limit === 'number') return limit;
  return Math.max(leastOfPercentage, Math.floor((Number.parseInt(limit, 10) * stores) / 100));
}

/** More closings in one revision than the fleet allows wait for approval: all of them, so that nobody finds half a fleet. */
export const closuresOverLimit: Guard = (input) => {
  const closures = closureCount(input);
  const allowed = closureLimit(input.limit, input.open.length + input.closedBefore);
  if (input.closings.length === 0 || closures <= allowed || isApproved(input)) return undefined;
  return {
    reason: 'ClosuresHeld',
    message: `revision ${input.revision.slice(0, 12)} would close ${closures} of ${input.open.length + input.closedBefore} stores; the fleet's limit is ${allowed} per revision (closuresPerRevision: ${input.limit}), so none is closed. Restore the files, or approve with \`urumi approve\`, or with the trailer 'Urumi-Approve-Closures: ${closures}' in the head commit's message (of a pull request: in the message that it is merged with)`,
    approvable: true,
    count: closures,
  };
};
