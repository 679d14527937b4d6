import type { KubeObject } from '../../cluster/object.ts';
import { recordEvent } from '../../cluster/record-event.ts';
import type { CarryOutContext } from './carry-out-context.ts';
import type { StoreChange } from './fleet-decision.ts';

/** Records on a Store that a change by hand was undone, and where to make it instead. */
export async function tellOfRevert(
  { apiVersion, kind, metadata: { name, namespace = '', uid = '' } }: KubeObject,
  { path }: StoreChange,
  { api, fleet, log, clock, identity, signal }: CarryOutContext,
): Promise<void> {
  const note = `spec was changed by hand and is again what ${path} says; change that file instead`;
  log.warn({ fleet: fleet.name, store: name, file: path }, 'a change by hand was undone');
  await recordEvent(api, {
    regarding: { apiVersion, kind, metadata: { name, namespace, uid } },
    type: 'Warning',
    reason: 'EditReverted',
    action: 'Reconcile',
    note,
    reportingController: 'urumi.dev/controller',
    reportingInstance: identity,
    now: new Date(clock.now()),
    signal,
  }).catch((error: unknown) => {
    // The log says the same: a lost Event is not worth a retry.
    log.warn({ store: name, error: String(error) }, 'an Event could not be recorded');
  });
}
