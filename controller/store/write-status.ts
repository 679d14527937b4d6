import { applyObject } from '../../cluster/apply.ts';
import { recordEvent } from '../../cluster/record-event.ts';
import { askedDelayMs } from '../../cluster/retry-delay.ts';
import { apiVersion } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { Turn } from './turn.ts';
import { isSame } from '../../cluster/is-same.ts';
import { isPurgeUnbegun, type StoreState } from './store-state.ts';
import { transitionOf } from './transitions.ts';

/** A store's status is written this often at most, ms. What cannot wait may come one interval early, and is made up for afterwards. */
const statusInterval = 1_000;

/** Progress that may be overtaken at once is shown when it has lasted this long, ms: a fast rollout costs two writes. */
const settleTime = 1_500;
/** ... and in any case after this long, ms. */
const longestSilence = 5_000;

const settledPhases: ReadonlySet<string> = new Set(['Ready', 'Failed', 'Suspended', 'Closed']);

/** When the status in memory is to be written; undefined when it is what the API server has. */
export function writeDueAt({ state, deps }: Turn): number | undefined {
  const now = deps.clock.now();
  const { status, shown } = state;
  if (isSame(status, state.written)) {
    state.shown = { status, since: now, differsSince: 0 };
    return undefined;
  }
  if (!isSame(status, shown.status)) {
    state.shown = { status, since: now, differsSince: shown.differsSince === 0 ? now : shown.differsSince };
  }
  const { phase } = state.status;
  const isNews = phase !== state.written.phase || state.status.readySince !== state.written.readySince;
  if (isNews && phase !== undefined && settledPhases.has(phase)) return urgentWriteAt(state);
  return Math.max(
    state.nextWriteAt,
    Math.min(state.shown.since + settleTime, state.shown.differsSince + longestSilence),
  );
}

/** When a status that something waits for may be written at the earliest: people for a Ready shop, the first apply for its inventory. */
export function urgentWriteAt({ nextWriteAt }: Pick<StoreState, 'nextWriteAt'>): number {
  return nextWriteAt - statusInterval;
}

/**
 * Writes the status and records what it means as an Event.
 *
 * @throws ApiError when the API server does not take it
 */
export async function writeStatus(store: StoreObject, turn: Turn): Promise<void> {
  const { state, deps, signal } = turn;
  const status = state.status;
  const { name, namespace, uid } = store.metadata;
  state.nextWriteAt = Math.max(state.nextWriteAt, deps.clock.now()) + statusInterval;
  // A purge begins on the Store that it was decided on, or not at all: the file may have returned a moment ago.
  const metadata = { name, namespace, uid, ...(isPurgeUnbegun(state) ? { resourceVersion: state.seenVersion } : {}) };
  const options = { subresource: 'status', manager: 'urumi-store', signal } as const;
  const applied = applyObject(deps.api, { apiVersion, kind: 'Store', metadata, status }, options);
  const { resourceVersion } = await applied.catch((error: unknown) => {
    // What the API server asks for holds for what cannot wait, too.
    const earliest = deps.clock.now() + askedDelayMs(error) + statusInterval;
    state.nextWriteAt = Math.max(state.nextWriteAt, earliest);
    throw error;
  });
  const before = state.written;
  state.writtenVersion = resourceVersion;
  state.written = status;
  state.shown = { status, since: deps.clock.now(), differsSince: 0 };
  const transition = transitionOf(before, status);
  if (transition === undefined) return;
  deps.log.info({ store: name, phase: status.phase, reason: transition.reason }, transition.note);
  const regarding = { apiVersion, kind: 'Store', metadata: { name, namespace, uid } };
  const { note, ...rest } = transition;
  await recordEvent(deps.api, {
    regarding,
    ...rest,
    note: note.slice(0, 1000),
    reportingController: 'urumi.dev/controller',
    reportingInstance: deps.identity,
    now: new Date(deps.clock.now()),
    signal,
  }).catch((error: unknown) => {
    // The status says the same: a lost Event is worth a line in the log, not a retry.
    deps.log.warn({ store: name, error: String(error) }, 'an Event could not be recorded');
  });
}
