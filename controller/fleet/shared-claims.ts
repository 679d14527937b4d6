import { contestedFiles } from '../../plan/contested-files.ts';
import { heldClaim, runningClaim } from '../../plan/running-claim.ts';
import type { FleetSpec } from '../../synth/spec/fleet.ts';
import { renderProblem } from '../../synth/spec/problem.ts';
import type { StoreClaim } from '../../synth/spec/store-claim.ts';
import { storeNameOf } from '../../synth/spec/store-file-name.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { SortedFiles } from './sort-files.ts';

/** What the files of a revision and the running stores claim of the things that all stores share. */
export interface SharedClaims {
  readonly sorted: SortedFiles;
  /** Open stores that stay open, by name. */
  readonly open: ReadonlyMap<string, StoreObject>;
  readonly fleet: FleetSpec;
  /** Host → who has it outside this fleet. */
  readonly foreignHosts: ReadonlyMap<string, string>;
}

/** What is claimed beside the candidates: by files that are applied, by files that are held, by stores without a file. */
function* others({ sorted, open }: SharedClaims): Generator<StoreClaim> {
  const spoken = new Set([...sorted.candidates.values()].map(({ name }) => name));
  for (const [file, { metadata, spec }] of sorted.settled) {
    spoken.add(metadata.name);
    yield runningClaim(file, metadata.name, spec);
  }
  for (const file of sorted.problems.keys()) {
    const name = storeNameOf(file);
    spoken.add(name);
    yield heldClaim({ file, name, hosts: [] }, open.get(name)?.spec);
  }
  for (const [name, { spec }] of open)
    if (!spoken.has(name)) yield runningClaim(`the running store ${name}`, name, spec);
}

/**
 * The candidates that are held because of what others claim: see plan/contested-files.ts.
 *
 * @returns path → messages
 */
export function contestedMessages(claims: SharedClaims): ReadonlyMap<string, readonly string[]> {
  const { sorted, open, fleet, foreignHosts } = claims;
  const candidates = [...sorted.candidates].map(([path, { name, file }]) => ({
    path,
    file,
    running: open.get(name)?.spec,
  }));
  const contested = contestedFiles({ fleet, candidates, others: others(claims), foreignHosts });
  return new Map([...contested].map(([path, problems]) => [path, problems.map(renderProblem)]));
}
