import { isDeepStrictEqual } from 'node:util';
import { recordEvent } from '../../cluster/record-event.ts';
import type { FleetStatus } from '../../synth/spec/fleet.ts';
import { apiVersion } from '../../synth/spec/names.ts';
import type { FleetObject } from '../../synth/spec/objects.ts';
import { applyOwn } from '../own-objects.ts';
import type { Transition } from '../store/transitions.ts';
import { closingTransitions } from './closing-transitions.ts';
import type { FleetLoopDependencies } from './dependencies.ts';
import type { FleetState } from './fleet-state.ts';
import { fleetStatus } from './fleet-status.ts';
import { fleetTransition } from './fleet-transition.ts';
import { storesOf } from './pass-step.ts';

/** A status is written at most this often, ms. */
const interval = 1_000;
/** News is held back this long, ms, so that a revision and the stores that it starts are one write. */
const settleTime = 300;
/** The same for a failure that may pass, ms: a repository that does not answer once is no news. */
const failureSettleTime = 3_000;
/** The same for counts alone, ms: a store that goes up and down costs two writes, not ten. */
export const countSettleTime = 1_000;

const manager = 'urumi-fleet';

function isOnlyCounts(before: FleetStatus, after: FleetStatus): boolean {
  const { phases, stores } = before;
  return isDeepStrictEqual(before, { ...after, phases, stores });
}

function settleTimeOf(before: FleetStatus, after: FleetStatus, { failure }: FleetState): number {
  if (failure?.stalled === false) return failureSettleTime;
  return isOnlyCounts(before, after) ? countSettleTime : settleTime;
}

/** A controller that has just started knows less than the status says: it waits until it has seen the repository. */
function hasNothingToSay(fleet: FleetObject, state: FleetState): boolean {
  if (fleet.spec.suspended || state.failure !== undefined || state.result !== undefined) return false;
  return fleet.status.conditions.length > 0;
}

async function write(
  fleet: FleetObject,
  status: FleetStatus,
  deps: FleetLoopDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace, uid } = fleet.metadata;
  const object = { apiVersion, kind: 'Fleet', metadata: { name, namespace, uid }, status };
  deps.fleets.take(await applyOwn(deps.api, { object, manager, subresource: 'status', signal }));
  const ready = fleetTransition(fleet.status, status);
  const news = [...closingTransitions(fleet.status, status), ...(ready === undefined ? [] : [ready])];
  for (const transition of news) await tell(fleet, transition, deps, signal);
}

async function tell(
  { metadata: { name, namespace, uid } }: FleetObject,
  { note, ...rest }: Transition,
  deps: FleetLoopDependencies,
  signal: AbortSignal,
): Promise<void> {
  deps.log.info({ fleet: name, reason: rest.reason }, note);
  await recordEvent(deps.api, {
    regarding: { apiVersion, kind: 'Fleet', metadata: { name, namespace, uid } },
    ...rest,
    note,
    reportingController: 'urumi.dev/controller',
    reportingInstance: deps.identity,
    now: new Date(deps.clock.now()),
    signal,
  }).catch((error: unknown) => {
    // The status says the same: a lost Event is worth a line in the log, not a retry.
    deps.log.warn({ fleet: name, error: String(error) }, 'an Event could not be recorded');
  });
}

/**
 * Writes the fleet's status when it is not what it should be and the time has come; sets when to look again.
 *
 * @throws ApiError when the API server does not take it
 */
export async function statusStep(
  fleet: FleetObject,
  state: FleetState,
  deps: FleetLoopDependencies,
  signal: AbortSignal,
): Promise<void> {
  state.statusAt = Infinity;
  if (hasNothingToSay(fleet, state)) return;
  const now = deps.clock.now();
  const { view, failure, result, rewrittenFrom, approval } = state;
  const progress = {
    ...(view && { head: view.revision }),
    ...(failure && { failure }),
    ...(result && { result }),
    ...(rewrittenFrom && { rewrittenFrom }),
    ...(approval && { approval }),
  };
  const status = fleetStatus(fleet, storesOf(fleet.metadata.name, deps.stores.list()).values(), progress, now);
  if (isDeepStrictEqual(status, fleet.status)) {
    state.differsSince = 0;
    return;
  }
  if (state.differsSince === 0) state.differsSince = now;
  const wait = settleTimeOf(fleet.status, status, state);
  const dueAt = Math.max(state.statusWrittenAt + interval, state.differsSince + wait);
  if (now < dueAt) {
    state.statusAt = dueAt;
    return;
  }
  state.statusWrittenAt = now;
  state.differsSince = 0;
  await write(fleet, status, deps, signal);
}
