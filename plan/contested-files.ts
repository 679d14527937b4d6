import type { FleetSpec } from '../synth/spec/fleet.ts';
import type { ParsedStoreFile } from '../synth/spec/parse-store-file.ts';
import type { Problem } from '../synth/spec/problem.ts';
import type { StoreClaim } from '../synth/spec/store-claim.ts';
import { StoreIndex } from '../synth/spec/store-index.ts';
import { foreignHostClashes } from './foreign-host-clashes.ts';
import { problemAt } from './judge-store.ts';
import { heldClaim, type RunningStore } from './running-claim.ts';

/** A file that could be applied. */
export interface Candidate {
  readonly path: string;
  readonly file: ParsedStoreFile;
  /** What its store runs with; absent when it does not run. */
  readonly running?: RunningStore | undefined;
}

/** Everything that claims names, hosts and places in a fleet. */
export interface Contest {
  readonly fleet: Pick<FleetSpec, 'environment' | 'limits'>;
  readonly candidates: readonly Candidate[];
  /** What all others claim: stores that do not change, files that are held for other reasons. */
  readonly others: Iterable<StoreClaim>;
  /** Host → who has it outside this fleet. */
  readonly foreignHosts: ReadonlyMap<string, string>;
}

const claimOf = ({ path, file }: Candidate): StoreClaim => ({ ...file.claim, file: path });

/**
 * The candidates that claim a name or a host that another store claims too, or that exceed a limit of the fleet: all of them are held,
 * while a store that already runs keeps what it has. Holding one file keeps the hosts that it meant to give up, so the search goes on
 * until nothing more is held.
 *
 * @returns path → problems
 */
export function contestedFiles(contest: Contest): ReadonlyMap<string, readonly Problem[]> {
  const held = new Map<string, readonly Problem[]>();
  const { candidates } = contest;
  if (candidates.length === 0) return held;
  const index = indexOf(contest);
  for (let before = -1; before < held.size;) {
    before = held.size;
    const problems = index.problems();
    for (const { path, file } of candidates) {
      if (held.has(path)) continue;
      const found = [...(problems.get(path) ?? []), ...foreignClashes(file, contest)];
      if (found.length > 0) held.set(path, found);
    }
    for (const one of candidates) if (held.has(one.path)) index.set(heldClaim(claimOf(one), one.running));
  }
  return held;
}

function indexOf({ fleet, candidates, others }: Contest): StoreIndex {
  const index = new StoreIndex({ domain: fleet.environment.domain, limits: fleet.limits });
  for (const claim of others) index.set(claim);
  for (const one of candidates) index.set({ ...claimOf(one), exists: one.running !== undefined });
  return index;
}

function foreignClashes(file: ParsedStoreFile, { fleet, foreignHosts }: Contest): Problem[] {
  const holderOf = (host: string): string | undefined => foreignHosts.get(host);
  return foreignHostClashes(file.claim, fleet.environment.domain, holderOf).map((violation) =>
    problemAt(file, violation),
  );
}
