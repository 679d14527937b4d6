import type { PodView } from '../api/store-detail.ts';

/** Which container's log is meant. */
export interface LogSource {
  readonly pod: string;
  /** Undefined: of a pod of which nothing is known yet; the API server takes the only one. */
  readonly container: string | undefined;
}

/** What is wrong comes first, then what runs, the shop itself before its database. */
function weight({ status, component }: PodView): number {
  const urgency = { Failed: 0, InProgress: 2, Current: 4, Terminating: 6 }[status];
  return urgency + (component === 'web' ? 0 : 1);
}

/**
 * The container that a person means who asks for the log of a store.
 *
 * @param pods of the store
 * @returns undefined when there is no such pod or container among them
 */
export function logSource(
  pods: readonly PodView[],
  wanted: { readonly pod?: string | undefined; readonly container?: string | undefined },
): LogSource | undefined {
  const [first] = pods.toSorted((a, b) => weight(a) - weight(b));
  const pod = wanted.pod === undefined ? first : pods.find(({ name }) => name === wanted.pod);
  if (pod === undefined) return undefined;
  const { name, containers } = pod;
  if (wanted.container === undefined) return { pod: name, container: containers[0] };
  return containers.includes(wanted.container) ? { pod: name, container: wanted.container } : undefined;
}
