import { maxFileBytes } from '../../synth/spec/decode-text.ts';
import { isFleetFile } from '../../synth/spec/manifest-kind.ts';
import { type FleetFile, parseFleetFile } from '../../synth/spec/parse-fleet-file.ts';
import { parseStoreFile } from '../../synth/spec/parse-store-file.ts';
import { renderProblem } from '../../synth/spec/problem.ts';
import type { Problem } from '../../synth/spec/problem.ts';
import type { StoreClaim } from '../../synth/spec/store-claim.ts';
import type { StoreFile } from '../../synth/spec/store.ts';
import { validateSet } from '../../synth/spec/validate-set.ts';
import { CliError } from '../cli-error.ts';
import { findManifests, pathNotReadable } from '../validate/find-manifests.ts';
import { readStart } from '../validate/read-start.ts';

export interface StoreInput {
  readonly file: string;
  readonly store: StoreFile;
}

/**
 * Reads the fleet that the stores are to be synthesised for.
 *
 * @throws CliError 2 when the file cannot be read, 1 when something in it is wrong
 */
export async function readFleet(file: string): Promise<FleetFile> {
  const parsed = parseFleetFile(await read(file), file);
  if ('problems' in parsed) throw invalid(parsed.problems);
  return parsed.fleet;
}

/**
 * Reads store files; fleet files among them are left out. All or none: half a fleet's manifests look like a whole.
 *
 * @param paths files or folders
 * @param fleet whose domain and limits hold for them
 * @returns sorted by file
 * @throws CliError 2 when a path cannot be read, 1 with every problem when something in the files is wrong
 */
export async function readStores(paths: readonly string[], fleet: FleetFile): Promise<StoreInput[]> {
  const stores: StoreInput[] = [];
  const claims: StoreClaim[] = [];
  const problems: Problem[] = [];
  for (const file of await findManifests(paths)) {
    const bytes = await read(file);
    if (isFleetFile(bytes, file)) continue;
    const parsed = parseStoreFile(bytes, file);
    if ('problems' in parsed) {
      problems.push(...parsed.problems);
      continue;
    }
    stores.push({ file, store: parsed.store });
    claims.push(parsed.claim);
  }
  const { environment, limits } = fleet.spec;
  problems.push(...[...validateSet(claims, { domain: environment.domain, limits }).values()].flat());
  if (problems.length > 0) throw invalid(problems);
  return stores;
}

async function read(file: string): Promise<Uint8Array> {
  return await readStart(file, maxFileBytes + 1).catch((error: unknown) => {
    throw pathNotReadable(file, error);
  });
}

function invalid(problems: readonly Problem[]): CliError {
  return new CliError(
    1,
    `nothing was synthesised, because these files are wrong:\n${problems.map(renderProblem).join('\n')}`,
  );
}
