import type { ChangedFile } from '../../../forge/changed-files.ts';
import { closureInForce } from '../../../plan/closure-in-force.ts';
import { closureLimit } from '../../../plan/guards/closures-over-limit.ts';
import { annotations, labels } from '../../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import { storeNameOf } from '../../../synth/spec/store-file-name.ts';
import type { MergeView } from '../api/merge-view.ts';
import { deletionOf } from '../live/detail-of.ts';

export interface ClosingFacts {
  /** Files that the merge changes. */
  readonly files: readonly ChangedFile[];
  readonly fleet: FleetObject;
  /** All that there are. */
  readonly stores: Iterable<StoreObject>;
}

/** Paths that are free after the merge, and names of stores whose files come or stay. */
function changesOf(files: readonly ChangedFile[]): {
  readonly gone: ReadonlySet<string>;
  readonly claimed: ReadonlySet<string>;
} {
  const gone = files.flatMap(({ path, change, previousPath }) => {
    if (change === 'removed') return [path];
    return previousPath === undefined ? [] : [previousPath];
  });
  const claimed = files.filter(({ change }) => change !== 'removed').map(({ path }) => storeNameOf(path));
  return { gone: new Set(gone), claimed: new Set(claimed) };
}

/**
 * The stores of a fleet that a merge would close, and the approval that it takes to close them: the fleet loop's own guard, asked with what the
 * cluster knows. Those whose closing waits already count, because the next revision is asked about them again. Pure.
 */
export function closingsOf({
  files,
  fleet,
  stores,
}: ClosingFacts): Pick<MergeView, 'closings' | 'approval' | 'complete'> {
  const { gone, claimed } = changesOf(files);
  const { pendingApproval } = fleet.status;
  const waiting = new Set(pendingApproval?.stores);
  const open = [...stores].filter(
    (store) => store.metadata.labels[labels.fleet] === fleet.metadata.name && closureInForce(store) === undefined,
  );
  const closing = open.filter(({ metadata: { name, annotations: told }, spec }) => {
    const goes = gone.has(told[annotations.file] ?? '') || waiting.has(name);
    return goes && !claimed.has(name) && !spec.deletion.protected;
  });
  const limit = closureLimit(fleet.spec.limits.closuresPerRevision, open.length);
  const closings = closing.map((store) => ({
    name: store.metadata.name,
    volumes: store.status.volumes.map(({ claim, size }) => ({ claim, ...(size !== undefined && { size }) })),
    retentionMs: deletionOf(store, fleet).retentionMs,
    held: waiting.has(store.metadata.name),
  }));
  return {
    closings,
    ...(closings.length > limit && { approval: { count: closings.length, limit } }),
    complete: waiting.size >= (pendingApproval?.closures ?? 0),
  };
}
