import type { FleetSpec } from '../../synth/spec/fleet.ts';
import { renderProblem } from '../../synth/spec/problem.ts';
import type { StoreClaim } from '../../synth/spec/store-claim.ts';
import { storeNameOf } from '../../synth/spec/store-file-name.ts';
import { StoreIndex } from '../../synth/spec/store-index.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { StoreChange } from './fleet-decision.ts';
import { placeOf, type SortedFiles } from './sort-files.ts';

/** What the files of a revision and the running stores claim of the things that all stores share. */
export interface SharedClaims {
  readonly sorted: SortedFiles;
  /** Open stores that stay open, by name. */
  readonly open: ReadonlyMap<string, StoreObject>;
  readonly fleet: FleetSpec;
  /** Host → who has it outside this fleet. */
  readonly foreignHosts: ReadonlyMap<string, string>;
}

/** What a running store claims, under the path of the file that speaks for it. */
function runningClaim(file: string, { metadata, spec }: StoreObject): StoreClaim {
  return {
    file,
    name: metadata.name,
    hosts: spec.hosts,
    exists: true,
    ...(spec.owner !== undefined && { owner: spec.owner }),
  };
}

/** A file that is not applied keeps what its store runs with, beside what it asks for. */
function heldClaim(asked: StoreClaim, live: StoreObject | undefined): StoreClaim {
  return live === undefined
    ? asked
    : { ...asked, hosts: [...new Set([...asked.hosts, ...live.spec.hosts])], exists: true };
}

function indexOf({ sorted, open, fleet }: SharedClaims): StoreIndex {
  const index = new StoreIndex({ domain: fleet.environment.domain, limits: fleet.limits });
  const spoken = new Set<string>();
  for (const [file, store] of sorted.settled) {
    spoken.add(store.metadata.name);
    index.set(runningClaim(file, store));
  }
  for (const [path, { name, file }] of sorted.candidates) {
    spoken.add(name);
    index.set({ ...file.claim, file: path, exists: open.has(name) });
  }
  for (const file of sorted.problems.keys()) {
    const name = storeNameOf(file);
    spoken.add(name);
    index.set(heldClaim({ file, name, hosts: [] }, open.get(name)));
  }
  for (const [name, store] of open) if (!spoken.has(name)) index.set(runningClaim(`the running store ${name}`, store));
  return index;
}

function foreignClashes({ file }: StoreChange, domain: string, hosts: ReadonlyMap<string, string>): string[] {
  const own = [
    [`${file.claim.name}.${domain}`, 'metadata.name'],
    ...file.claim.hosts.map((host, at) => [host, `spec.hosts[${at}]`]),
  ];
  return own.flatMap(([host = '', field = '']) => {
    const holder = hosts.get(host);
    return holder === undefined
      ? []
      : [`${placeOf(file, field)}: ${field} claims the host ${host}, which ${holder} has; a host belongs to one store`];
  });
}

/**
 * The candidates that claim a name or a host that another store claims too, or that exceed a limit of the fleet: all of them are held,
 * while a store that already runs keeps what it has. Holding one file keeps the hosts that it meant to give up, so the search goes on
 * until nothing more is held.
 *
 * @returns path → messages
 */
export function contestedFiles(claims: SharedClaims): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, readonly string[]>();
  const { candidates } = claims.sorted;
  if (candidates.size === 0) return held;
  const index = indexOf(claims);
  for (let before = -1; before < held.size;) {
    before = held.size;
    const problems = index.problems();
    for (const [path, change] of candidates) {
      if (held.has(path)) continue;
      const messages = [
        ...(problems.get(path) ?? []).map(renderProblem),
        ...foreignClashes(change, claims.fleet.environment.domain, claims.foreignHosts),
      ];
      if (messages.length > 0) held.set(path, messages);
    }
    for (const path of held.keys()) {
      const change = candidates.get(path);
      if (change !== undefined)
        index.set(heldClaim({ ...change.file.claim, file: path }, claims.open.get(change.name)));
    }
  }
  return held;
}
