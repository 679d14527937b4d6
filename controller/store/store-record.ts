import { deadlinesSchema, type FleetSpec } from '../../synth/spec/fleet.ts';
import { annotations } from '../../synth/spec/names.ts';
import { durationMs } from '../../synth/spec/scalars.ts';
import { closureInForce } from '../../plan/closure-in-force.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import type { StoreStatus } from '../../synth/spec/store.ts';
import type { Deadlines, StoreRecord } from './record.ts';
import { given, wasHandsOff } from './break-glass.ts';
import { isPurgeUnbegun, type StoreState } from './store-state.ts';

/** What `decide` gets to know of a store besides its desired and live objects. */
export function recordOf(store: StoreObject, fleet: FleetObject | undefined, state: StoreState): StoreRecord {
  const { metadata, spec } = store;
  const closure = closureInForce(store);
  const breakGlass = given(metadata.annotations[annotations.breakGlass]);
  return {
    name: metadata.name,
    generation: metadata.generation,
    file: metadata.annotations[annotations.file] ?? '',
    revision: metadata.annotations[annotations.revision] ?? '',
    held: metadata.annotations[annotations.held] ?? '',
    suspended: spec.suspended,
    deleted: metadata.deletionTimestamp !== undefined,
    awaitsFleet: awaitsFleet(store, fleet),
    status: statusOf(state),
    written: state.written.conditions,
    resumed: !state.decided || wasHandsOff(state.status),
    deadlines: deadlinesOf(fleet?.spec.deadlines ?? deadlinesSchema.parse({})),
    refusals: state.refusals,
    causes: state.causes,
    secrets: state.secrets,
    ...(breakGlass === undefined ? {} : { breakGlass }),
    ...(closure === undefined ? {} : { closure }),
    ...(state.retry === undefined ? {} : { retry: state.retry }),
  };
}

/** The status in memory, where a purge has the phase when it has begun. */
function statusOf(state: StoreState): StoreStatus {
  const { status, written } = state;
  if (!isPurgeUnbegun(state)) return status;
  const { phase: _unbegun, ...rest } = status;
  return written.phase === undefined ? rest : { ...rest, phase: written.phase };
}

/** A fleet that is gone or suspended follows no file: nobody would say what becomes of the store. */
function awaitsFleet({ metadata }: StoreObject, fleet: FleetObject | undefined): boolean {
  const mayGo = metadata.annotations[annotations.release] !== undefined;
  return fleet !== undefined && !fleet.spec.suspended && !mayGo;
}

const inMs = new WeakMap<FleetSpec['deadlines'], Deadlines>();

function deadlinesOf(spec: FleetSpec['deadlines']): Deadlines {
  const known = inMs.get(spec);
  if (known !== undefined) return known;
  const deadlines = {
    database: durationMs(spec.database),
    setup: durationMs(spec.setup),
    application: durationMs(spec.application),
    validation: durationMs(spec.validation),
    total: durationMs(spec.total),
  };
  inMs.set(spec, deadlines);
  return deadlines;
}
