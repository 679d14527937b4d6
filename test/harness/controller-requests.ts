import type { AuditedRequest, AuditMark } from '../../sandbox/control-plane/audit-log.ts';
import type { Bed } from './bed.ts';

const controller = 'system:serviceaccount:urumi-system:urumi-controller';
const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** What the controller has asked of the API server since the mark, as the API server logged it. */
export async function controllerRequests(bed: Bed, since?: AuditMark): Promise<AuditedRequest[]> {
  const requests = await bed.plane.audit.requests(since);
  return requests.filter(({ user }) => user === controller);
}

/** Requests that change something, or try to. */
export function writesAmong(requests: readonly AuditedRequest[]): AuditedRequest[] {
  return requests.filter(({ verb }) => !reads.has(verb));
}

/** Without those that only keep a watch going, which the API server ends after some minutes, or the lease, which ends after seconds: they come whatever happens. */
export function withoutUpkeep(requests: readonly AuditedRequest[]): AuditedRequest[] {
  return requests.filter(({ verb, resource }) => verb !== 'watch' && resource !== 'leases.coordination.k8s.io');
}

/** One line per request, for the message of a failed assertion. */
export function listRequests(requests: readonly AuditedRequest[]): string {
  return requests
    .map(({ verb, resource, namespace, name, code }) => `${verb} ${resource} ${namespace}/${name} ${code}`)
    .join('\n');
}
