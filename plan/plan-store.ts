import type { FleetSpec } from '../synth/spec/fleet.ts';
import type { ParsedStoreFile } from '../synth/spec/parse-store-file.ts';
import type { Problem } from '../synth/spec/problem.ts';
import { capacityOf, noCapacity, plus } from './capacity.ts';
import { growingVolumes, volumesAtRisk } from './claims.ts';
import { fieldChanges } from './field-changes.ts';
import type { JudgedStore, PreviousStore } from './judge-store.ts';
import { objectChanges, type Objects } from './object-changes.ts';
import type { PlanStore } from './plan-report.ts';
import { purgeTime } from './purge-time.ts';
import { keptOf, type RenderStore } from './store-objects.ts';
import { workloadEffects } from './workload-effects.ts';

/** What the plan of one store depends on, beside the store itself. */
export interface StorePlanContext {
  readonly fleet: FleetSpec;
  readonly render: RenderStore;
  /** The time of the merge, ms since the epoch. */
  readonly now: number;
  /** A guard keeps every store open until somebody approves. */
  readonly closingsWait: boolean;
  /** Path → why the file clashes with others. */
  readonly contested: ReadonlyMap<string, readonly Problem[]>;
}

const unchanged: Pick<PlanStore, 'fields' | 'objects' | 'effects' | 'volumes' | 'capacity' | 'notes' | 'violations'> = {
  fields: [],
  objects: { created: [], changed: [], deleted: [] },
  effects: [],
  volumes: { atRisk: [], grow: [] },
  capacity: noCapacity,
  notes: [],
  violations: [],
};

const emptyStore: Objects = new Map();

/** A store with what becomes of it. */
export interface PlannedStore {
  readonly report: PlanStore;
  /** What it has, and what it wants; both empty when its file is held. */
  readonly before: Objects;
  readonly after: Objects;
  /** The file that is applied; absent when it closes or stays as it is. */
  readonly file?: ParsedStoreFile;
}

/** What becomes of one store; undefined when there is nothing to it: the file that goes never made a store. */
export function planStore(judged: JudgedStore, context: StorePlanContext): PlannedStore | undefined {
  const { store, files, previous } = judged;
  const [file] = files;
  const problems = [...judged.problems, ...files.flatMap(({ claim }) => context.contested.get(claim.file) ?? [])];
  if (store.gone) return previous === undefined || previous.closed ? undefined : closing(judged, previous, context);
  if (file !== undefined && problems.length === 0) return opening(judged, file, context);
  // Of two files that claimed a name, the one that is applied may be left alone.
  if (problems.length === 0) return undefined;
  return asItIs({
    ...unchanged,
    ...placeOf(judged),
    change: 'held',
    notes: [previous === undefined || previous.closed ? 'is not opened' : 'keeps its last good state'],
    violations: problems,
  });
}

function asItIs(report: PlanStore): PlannedStore {
  return { report, before: emptyStore, after: emptyStore };
}

function placeOf({ store }: JudgedStore): Pick<PlanStore, 'name' | 'file'> {
  const file = (store.candidates[0] ?? store.unusable[0] ?? store.before[0])?.path ?? '';
  return { name: store.name, file };
}

function closing(judged: JudgedStore, previous: PreviousStore, context: StorePlanContext): PlannedStore {
  const { spec, volumes } = previous;
  const place = placeOf(judged);
  if (spec.deletion.protected) {
    const note = `deletion.protected is true, so it stays open: restore ${place.file}, and remove it again after a commit that sets protected to false`;
    return asItIs({ ...unchanged, ...place, change: 'protected', notes: [note] });
  }
  const before = context.render(place.name, spec).objects;
  const purgeAt = purgeTime(spec, context.fleet, context.now);
  const after = purgeAt <= context.now ? emptyStore : keptOf(before);
  const report: PlanStore = {
    ...unchanged,
    ...place,
    change: 'closed',
    objects: objectChanges(before, after),
    volumes: { atRisk: [...(volumes ?? volumesAtRisk(before))], grow: [] },
    purgeAt: new Date(purgeAt).toISOString(),
    capacity: plus(capacityOf(after), capacityOf(before), -1),
    notes: [...takenOverNote(previous), ...(context.closingsWait ? ['stays open until its closing is approved'] : [])],
  };
  return { report, before, after };
}

function opening(judged: JudgedStore, file: ParsedStoreFile, context: StorePlanContext): PlannedStore {
  const { render, fleet, now } = context;
  const { store } = file;
  const { previous } = judged;
  const place = placeOf(judged);
  const { objects: after, url } = render(place.name, store.spec);
  const change = previous === undefined ? 'opened' : previous.closed ? 'reopened' : 'changed';
  const old = previous === undefined ? emptyStore : render(place.name, previous.spec).objects;
  const before = previous?.closed ? keptOf(old) : old;
  const objects = objectChanges(before, after);
  const report: PlanStore = {
    ...unchanged,
    ...place,
    change,
    ...(!store.spec.suspended && { url }),
    fields: previous === undefined ? [] : fieldChanges(previous.spec, store.spec, 'spec'),
    objects,
    effects: change === 'changed' ? workloadEffects(before, after) : [],
    volumes: { atRisk: [], grow: growingVolumes(before, after) },
    capacity: plus(capacityOf(after), capacityOf(before), -1),
    notes: [...notesOn(judged, objects), ...deletionNotes(judged, fleet, now)],
  };
  return { report, before, after, file };
}

function notesOn({ store, previous, purging }: JudgedStore, objects: PlanStore['objects']): string[] {
  const notes = takenOverNote(previous);
  const [from, to] = [store.before[0]?.path, store.candidates[0]?.path];
  if (from !== undefined && to !== undefined && from !== to) notes.push(`its file moves from ${from}`);
  if (previous === undefined && from !== undefined)
    notes.push('its file was not valid before: if a store of this name runs, it is changed instead');
  if (previous?.closed) notes.push(`finds the data that it was closed with${deadline(previous)}`);
  if (purging) notes.push('the store that it was is being purged: it opens with empty volumes when that is done');
  const count = objects.created.length + objects.changed.length + objects.deleted.length;
  if (count === 0) notes.push('nothing changes in its namespace');
  return notes;
}

function takenOverNote(previous: PreviousStore | undefined): string[] {
  return previous?.takenOver === undefined ? [] : [previous.takenOver];
}

function deadline({ purgeAt }: PreviousStore): string {
  return purgeAt === undefined ? '' : `, which would otherwise go at ${purgeAt}`;
}

/** A shorter life of the data is a risk that only shows when it is too late. */
function deletionNotes({ files: [file], previous }: JudgedStore, fleet: FleetSpec, now: number): string[] {
  if (file === undefined || previous === undefined) return [];
  const [old, wanted] = [previous.spec, file.store.spec].map((spec) => purgeTime(spec, fleet, now) - now);
  if (old === undefined || wanted === undefined || wanted >= old) return [];
  return wanted === 0
    ? ['from now on its data is deleted at once when its file is removed']
    : [
        `from now on its data is kept for ${Math.floor(wanted / 3_600_000)} hours after its file is removed, which is less`,
      ];
}
