import { closureCount, isApproved, type Guard } from './guard.ts';

/**
 * Store files that have no store in common with what runs are another repository or another branch. A fleet of one store is exempt:
 * replacing its only file is an ordinary change. What such a tree opened itself does not make it related, nor does another commit on
 * top of it: only the files of the stores do, or an approval.
 */
export const unrelatedTree: Guard = (input) => {
  const { tree, open, opened, unrelated, claimed, closings } = input;
  if (tree.state !== 'present' || claimed.size === 0 || closings.length === 0 || isApproved(input)) return undefined;
  const before = open.filter((name) => !opened.has(name));
  const isUnrelated = before.length > 1 && !before.some((name) => claimed.has(name));
  const isStill = unrelated.length > 0 && !unrelated.some((name) => claimed.has(name));
  if (!isUnrelated && !isStill) return undefined;
  const count = closureCount(input);
  return {
    reason: 'UnrelatedTree',
    message: `revision ${input.revision.slice(0, 12)} has ${claimed.size} store file(s), and none is one of the stores that ran before it; nothing is closed. If that is meant, approve it with \`urumi approve\`, or add the trailer 'Urumi-Approve-Closures: ${count}' to the head commit's message (of a pull request: to the message that it is merged with); otherwise correct source.url, source.branch or source.path of the fleet`,
    approvable: true,
    count,
  };
};
