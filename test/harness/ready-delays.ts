import type { AuditedRequest } from '../../sandbox/control-plane/audit-log.ts';
import { namespaceOf } from '../../synth/spec/names.ts';
import type { Bed } from './bed.ts';
import { controllerRequests } from './controller-requests.ts';

/**
 * From the request that said that the last object of a store is ready (its validation Job has completed) to the last one that wrote the store's status (it is Ready),
 * as the API server received them.
 *
 * @param names stores that are Ready since a moment ago, and have not changed since
 * @returns ms, by store
 */
export async function readyDelays(bed: Bed, names: readonly string[]): Promise<number[]> {
  const [all, own] = await Promise.all([bed.plane.audit.requests(), controllerRequests(bed)]);
  return names.map((name) => {
    const completed = last(all, ({ resource, namespace, name: job, verb }) => {
      return (
        verb === 'update' &&
        resource === 'jobs.batch/status' &&
        namespace === namespaceOf(name) &&
        job.startsWith('validate-')
      );
    });
    const written = last(own, (request) => request.resource === 'stores.urumi.dev/status' && request.name === name);
    return written - completed;
  });
}

/** When the last such request came in. */
function last(requests: readonly AuditedRequest[], matches: (request: AuditedRequest) => boolean): number {
  const found = requests.findLast((request) => matches(request) && request.code === 200);
  if (found === undefined) throw new Error('the API server has logged no such request');
  return found.at;
}
