import { createHash } from 'node:crypto';
import { closureInForce } from '../../../plan/closure-in-force.ts';
import type { ClusterView } from '../../../plan/live/cluster-view.ts';
import { liveFleet } from '../../../plan/live/live-fleet.ts';
import type { PlanReport } from '../../../plan/plan-report.ts';
import type { PresentTree } from '../../../plan/store-tree.ts';
import { annotations, labels } from '../../../synth/spec/names.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';

/** A store file that nobody has saved. */
export interface UnsavedFile {
  readonly fleet: FleetObject;
  readonly path: string;
  readonly text: string;
}

/** The id that Git would give the file (gitformat-pack(5)). */
function blobOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The files of a fleet as the cluster follows them. */
function appliedFiles({ stores }: ClusterView, fleet: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const store of stores) {
    const { [annotations.file]: path, [annotations.blob]: blob } = store.metadata.annotations;
    const isOurs = store.metadata.labels[labels.fleet] === fleet && closureInForce(store) === undefined;
    if (isOurs && path !== undefined && blob !== undefined) files.set(path, blob);
  }
  return files;
}

/**
 * What it would do to put this file into Git: the plan that its pull request will get, against the stores that run, but for what the API server itself
 * would say, which the UI has no right to ask. Its cost is that of one store, and of a look at each for its name and hosts.
 */
export async function planUnsaved(
  { fleet, path, text }: UnsavedFile,
  view: ClusterView,
  now: number,
): Promise<PlanReport> {
  const { name } = fleet.metadata;
  const bytes = Buffer.from(text);
  const blob = blobOf(bytes);
  const applied = appliedFiles(view, name);
  const treeOf = (files: ReadonlyMap<string, string>): PresentTree => ({
    state: 'present',
    files,
    unusable: new Map(),
  });
  const revision = fleet.status.head ?? '';
  // With the synthesiser, a tenth of the process: whoever only looks needs none of it.
  const { makePlan } = await import('../../../plan/make-plan.ts');
  return makePlan(
    {
      base: { id: revision, tree: treeOf(applied) },
      head: { id: revision, tree: treeOf(new Map([...applied, [path, blob]])) },
      fleet: { name, spec: fleet.spec },
      live: liveFleet(view, name, now),
      now,
    },
    // What runs is known from the cluster, so that of all files only this one is read.
    { read: async (ids) => new Map([...ids].filter((id) => id === blob).map((id) => [id, bytes])) },
  );
}
