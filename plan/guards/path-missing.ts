import type { Guard } from './guard.ts';

/** A missing folder is a wrong `source.path` or a moved folder; to close the last store, keep the folder (a README in it is enough). */
export const pathMissing: Guard = ({ tree, revision }) => {
  if (tree.state !== 'missing') return undefined;
  return {
    reason: 'PathMissing',
    message: `revision ${revision.slice(0, 12)} has no folder '${tree.path}'; nothing is closed. Correct the fleet's source.path, or commit the folder (${tree.path}/README.md keeps it when no store is left)`,
    approvable: false,
  };
};
