import { closureInForce } from '../closure-in-force.ts';
import { isOpenByProtection } from '../protected-store.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import type { Closure } from '../../synth/spec/store.ts';
import { annotations } from '../../synth/spec/names.ts';

const short = (revision: string): string => revision.slice(0, 12);

function fileOf({ metadata }: StoreObject): string {
  return metadata.annotations[annotations.file] ?? `the file of ${metadata.name}`;
}

function whenClosed(store: StoreObject, { purgeAt, revision: closedBy }: Closure): string[] {
  const { metadata, status } = store;
  const revision = short(closedBy);
  const file = fileOf(store);
  // The revision is the head as of the closing: other commits may have come with it, and git revert of a merge wants to know more.
  const undo = `\`git revert $(git log -1 --format=%h --diff-filter=D ${revision} -- ${file})\` undoes the commit that removed it`;
  const alone =
    status.readyRevision === undefined
      ? `\`git checkout $(git log -1 --format=%h --diff-filter=D ${revision} -- ${file})^ -- ${file}\``
      : `\`urumi rollback ${metadata.name} ${short(status.readyRevision)}\``;
  return [
    `To reopen it with its data: bring ${file} back (git revert) before ${purgeAt}. It is gone since revision ${revision}, or a commit before it: ${undo}, ${alone} restores the file alone.`,
    `To delete its data now: \`urumi purge ${metadata.name}\`.`,
  ];
}

function whenPurged(store: StoreObject): string[] {
  const again = `When ${fileOf(store)} is back, the store opens anew and empty after the purge.`;
  return [`A purge cannot be stopped, and nothing brings the data back. ${again}`];
}

const whenHeld = [
  'Corrected, the store reopens with its data. To have the data go when its time comes, remove the file again.',
];

/** The guard's refusal that keeps a store open whose file is gone. */
function whenRefused({ metadata }: StoreObject, fleet: FleetObject | undefined): string[] {
  const pending = fleet?.status.pendingApproval;
  if (fleet === undefined || pending?.stores.includes(metadata.name) !== true) return [];
  return [
    `Its file is gone in revision ${short(pending.revision)}, and it closes when somebody approves that: \`urumi approve ${fleet.metadata.name} ${short(pending.revision)}\`. To keep it, bring the file back.`,
  ];
}

/**
 * What a person can do about a store that is closed, that is being purged, or that is open though its file is gone. Empty for all others.
 *
 * @param fleet absent when it is gone
 */
export function closingAdvice(store: StoreObject, fleet: FleetObject | undefined): string[] {
  const closure = closureInForce(store);
  if (store.status.phase === 'Purging') return whenPurged(store);
  if (closure !== undefined && store.metadata.annotations[annotations.held] !== undefined) return whenHeld;
  if (closure !== undefined) return closure.purgeAt === closure.at ? whenPurged(store) : whenClosed(store, closure);
  if (!isOpenByProtection(store)) return whenRefused(store, fleet);
  const file = fileOf(store);
  return [
    `To keep it: bring ${file} back.`,
    `To close it: first a commit that brings ${file} back with deletion.protected: false; when that is applied, another one that removes it.`,
  ];
}
