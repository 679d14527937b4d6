import { recordEvent } from '../../cluster/record-event.ts';
import { apiVersion } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { Turn } from './turn.ts';

/**
 * Tells, at the end of a purge, which volumes stay because their reclaim policy is Retain: in the log and in an Event, since the Store object that listed
 * them is about to go.
 */
export async function tellOfKeptVolumes(
  { metadata }: StoreObject,
  { store, state, deps, signal }: Turn,
): Promise<void> {
  const kept = state.status.volumes.filter(({ released }) => released === true);
  if (kept.length === 0) return;
  const list = kept.map(({ volume = '', claim }) => `${volume} (was ${claim})`).join(', ');
  const note =
    `purged, but the data is still there: the reclaim policy of ${kept.length === 1 ? 'a volume' : 'volumes'} is Retain: ${list}. ` +
    'Delete each with `kubectl delete pv` and at its storage, or restore from it';
  deps.log.warn({ store, volumes: kept.map(({ volume }) => volume) }, note);
  const { name, namespace, uid } = metadata;
  await recordEvent(deps.api, {
    regarding: { apiVersion, kind: 'Store', metadata: { name, namespace, uid } },
    type: 'Warning',
    reason: 'VolumesKept',
    action: 'Purge',
    once: 'kept',
    note,
    reportingController: 'urumi.dev/controller',
    reportingInstance: deps.identity,
    now: new Date(deps.clock.now()),
    signal,
  }).catch((error: unknown) => {
    // The log says the same, and the volumes themselves name the namespace that they were claimed from.
    deps.log.warn({ store, error: String(error) }, 'an Event could not be recorded');
  });
}
