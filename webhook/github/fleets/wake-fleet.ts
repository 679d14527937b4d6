import type { ApiConnection } from '../../../cluster/connection.ts';
import { pathOf } from '../../../cluster/kinds.ts';
import { joinObjectId } from '../../../cluster/object-id.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import { annotations, apiGroup, apiVersion } from '../../../synth/spec/names.ts';

/** Field manager of the annotation. */
const manager = 'urumi-webhook';

/**
 * Asks the fleet loop, in whatever process it runs, for a fetch now: by the annotation that `urumi reconcile` sets too. A fleet of the same name
 * that was made anew meanwhile is not meant.
 *
 * @param now ms since the epoch
 * @throws ApiError; `Conflict` when it is another fleet by now
 */
export async function wakeFleet(
  api: ApiConnection,
  { metadata }: FleetObject,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<void> {
  const { name, namespace, uid } = metadata;
  await api.request({
    method: 'PATCH',
    path: pathOf(joinObjectId({ kind: 'Fleet', group: apiGroup, namespace, name })),
    query: { fieldManager: manager, force: true },
    contentType: 'application/apply-patch+yaml',
    body: {
      apiVersion,
      kind: 'Fleet',
      metadata: { name, namespace, uid, annotations: { [annotations.reconcileAt]: new Date(now).toISOString() } },
    },
    signal,
  });
}
