import { isFleetFile } from '../../synth/spec/manifest-kind.ts';
import { parseFleetFile } from '../../synth/spec/parse-fleet-file.ts';
import type { FleetFile } from '../../synth/spec/parse-fleet-file.ts';
import { parseStoreFile } from '../../synth/spec/parse-store-file.ts';
import { renderProblem } from '../../synth/spec/problem.ts';
import type { Problem } from '../../synth/spec/problem.ts';
import type { StoreClaim } from '../../synth/spec/store-claim.ts';
import { storeNameOf } from '../../synth/spec/store-file-name.ts';
import { validateSet } from '../../synth/spec/validate-set.ts';

export interface Report {
  readonly stores: number;
  readonly fleets: number;
  /** Sorted by file, line and column. */
  readonly problems: readonly Problem[];
}

/** Checks files one by one, and the stores together: those in a fleet's folder against that fleet, the others among themselves. */
export async function checkManifests(
  files: AsyncIterable<readonly [file: string, bytes: Uint8Array]>,
): Promise<Report> {
  const problems: Problem[] = [];
  const fleets: FleetFile[] = [];
  const claims: StoreClaim[] = [];
  let fleetFiles = 0;
  for await (const [file, bytes] of files) {
    if (isFleetFile(bytes, file)) {
      fleetFiles += 1;
      const parsed = parseFleetFile(bytes, file);
      if ('fleet' in parsed) fleets.push(parsed.fleet);
      else problems.push(...parsed.problems);
      continue;
    }
    const parsed = parseStoreFile(bytes, file);
    // A file that cannot be read still has its name, and no other file may have it.
    claims.push('claim' in parsed ? parsed.claim : { file, name: storeNameOf(file), hosts: [] });
    if ('problems' in parsed) problems.push(...parsed.problems);
  }
  problems.push(...setProblems(claims, fleets));
  return { stores: claims.length, fleets: fleetFiles, problems: sortedOnce(problems) };
}

function setProblems(claims: readonly StoreClaim[], fleets: readonly FleetFile[]): Problem[] {
  const without = claims.filter(({ file }) => !fleets.some((fleet) => isBelow(file, fleet.spec.source.path)));
  const sets = fleets.map(({ spec }) =>
    validateSet(
      claims.filter(({ file }) => isBelow(file, spec.source.path)),
      { domain: spec.environment.domain, limits: spec.limits },
    ),
  );
  return [...sets, validateSet(without)].flatMap((byFile) => [...byFile.values()].flat());
}

/** Paths are relative to wherever the command runs: a file is in a folder when the folder's path is part of the file's. */
function isBelow(file: string, folder: string): boolean {
  return folder === '.' || `/${file}`.includes(`/${folder}/`);
}

/** Two fleets that take the same files find the same clashes. */
function sortedOnce(problems: readonly Problem[]): Problem[] {
  const once = [...new Map(problems.map((problem) => [renderProblem(problem), problem])).values()];
  return once.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
}
