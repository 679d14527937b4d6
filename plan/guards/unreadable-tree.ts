import type { Guard } from './guard.ts';

/** A tree that cannot be read says nothing about what is gone. */
export const unreadableTree: Guard = ({ tree, revision }) => {
  if (tree.state !== 'unreadable') return undefined;
  return {
    reason: 'TreeUnreadable',
    message: `revision ${revision.slice(0, 12)} cannot be read: ${tree.message}; nothing is changed until it can`,
    approvable: false,
  };
};
