import { readFile } from 'node:fs/promises';
import type { KubeObject } from '../../cluster/object.ts';
import type { FleetSpec } from '../../synth/spec/fleet.ts';
import { apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import { parseFleetFile } from '../../synth/spec/parse-fleet-file.ts';
import { renderProblem } from '../../synth/spec/problem.ts';
import { CliError } from '../cli-error.ts';

/** A Fleet as the cluster takes it. */
export interface FleetManifest extends KubeObject {
  readonly spec: FleetSpec;
}

/**
 * The Fleet of a fleet file.
 *
 * @throws CliError 2 when the file cannot be read, 1 when it is no valid Fleet
 */
export async function readFleet(file: string): Promise<FleetManifest> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CliError(2, `could not read the fleet file ${file}: ${String(error)}`, error);
  });
  const parsed = parseFleetFile(bytes, file);
  if (!('fleet' in parsed)) throw new CliError(1, parsed.problems.map((problem) => renderProblem(problem)).join('\n'));
  const { metadata, spec } = parsed.fleet;
  return { apiVersion, kind: 'Fleet', metadata: { name: metadata.name, namespace: systemNamespace }, spec };
}
