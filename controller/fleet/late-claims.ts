import { foreignHostClashes } from '../../plan/foreign-host-clashes.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { FleetInput } from './fleet-decision.ts';

/** Which of two stores was there first; of two that were made in one second, the one whose name comes first. */
function isOlder(a: StoreObject, b: StoreObject): boolean {
  const [madeA = '', madeB = ''] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  return madeA === madeB ? a.metadata.name < b.metadata.name : madeA < madeB;
}

/**
 * Running stores that have a host which an older store of another fleet has too: each was allowed while nobody knew of the other. The younger one is held, and
 * says why; the older one knows nothing of it.
 *
 * @param settled path → store, of the files that are applied
 * @returns path → messages
 */
export function lateClaims(
  settled: ReadonlyMap<string, StoreObject>,
  { foreign: { hosts, holders }, spec }: Pick<FleetInput, 'foreign' | 'spec'>,
): ReadonlyMap<string, readonly string[]> {
  const late = new Map<string, readonly string[]>();
  if (holders === undefined || holders.size === 0) return late;
  for (const [path, store] of settled) {
    const holderOf = (host: string): string | undefined => {
      const holder = holders.get(host);
      return holder !== undefined && isOlder(holder, store) ? hosts.get(host) : undefined;
    };
    const claim = { name: store.metadata.name, hosts: store.spec.hosts };
    const clashes = foreignHostClashes(claim, spec.environment.domain, holderOf);
    if (clashes.length > 0)
      late.set(
        path,
        clashes.map(({ message }) => `${path}:1:1: ${message}`),
      );
  }
  return late;
}
