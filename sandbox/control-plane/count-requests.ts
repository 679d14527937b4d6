import type { AuditedRequest } from './audit-log.ts';

/**
 * Counts requests by what they have in common.
 *
 * @example `countRequests(requests, 'verb', 'resource')` → `{ 'patch deployments.apps': 3, 'get stores.urumi.dev': 1
 * }`, the largest first
 */
export function countRequests(
  requests: readonly AuditedRequest[],
  ...by: readonly (keyof AuditedRequest)[]
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const key = by.map((field) => request[field]).join(' ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
