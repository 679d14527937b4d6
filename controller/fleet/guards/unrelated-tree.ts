import { isApproved, type Guard } from './guard.ts';

/**
 * Store files that have no store in common with what runs are another repository or another branch. A fleet of one store is exempt:
 * replacing its only file is an ordinary change.
 */
export const unrelatedTree: Guard = (input) => {
  const { tree, open, claimed, closings } = input;
  if (tree.state !== 'present' || open.length < 2 || claimed.size === 0) return undefined;
  if (open.some((name) => claimed.has(name)) || isApproved(input)) return undefined;
  return {
    reason: 'UnrelatedTree',
    message: `revision ${input.revision.slice(0, 12)} has ${claimed.size} store file(s), and none is one of the ${open.length} stores that run; nothing is closed. If that is meant, add the trailer 'Urumi-Approve-Closures: ${closings.length + input.closedBefore}' to the head commit's message; otherwise correct source.url, source.branch or source.path of the fleet`,
    approvable: true,
  };
};
