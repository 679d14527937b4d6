import type { Guard } from './guard.ts';

/** A revision without any file is an accident (a wrong branch, a botched import), never the wish to close everything. */
export const emptyTree: Guard = ({ tree, revision }) => {
  if (tree.state !== 'empty') return undefined;
  return {
    reason: 'TreeEmpty',
    message: `revision ${revision.slice(0, 12)} holds no file at all; nothing is closed. Restore the repository's files`,
    approvable: false,
  };
};
