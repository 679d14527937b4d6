import { readFile } from 'node:fs/promises';
import { applyObject } from '../../cluster/apply.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { install } from '../../install/install.ts';
import { apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import { parseFleetFile } from '../../synth/spec/parse-fleet-file.ts';
import { renderProblem } from '../../synth/spec/problem.ts';

/** What the fleet follows. */
export interface FleetSource {
  /** HTTP URL without credentials. */
  readonly url: string;
  readonly branch: string;
  readonly token: string;
}

export interface Preparation {
  /** The webhook's account may dry-run: it is somebody else than who prepares. @default false */
  readonly planner?: boolean;
  /** Awaited before the fleet is applied. */
  readonly installed?: () => Promise<void>;
}

/** Field manager of what `urumi up` applies: the fleet is the person's, not the controller's. */
const manager = 'urumi-up';
const secretName = 'stores-repo';

/**
 * Installs what the controller needs, and the fleet of `fleetFile` with its source replaced by ours.
 *
 * @param fleetFile a Fleet manifest: `stores-repo-template/fleet/local.yaml`
 * @returns the fleet's name
 * @throws Error when the file is no Fleet; ApiError, InstallError when the cluster does not take it
 */
export async function prepareCluster(
  api: ApiConnection,
  source: FleetSource,
  fleetFile: string,
  { planner = false, installed }: Preparation = {},
): Promise<string> {
  await install(api, { planner });
  await installed?.();
  const parsed = parseFleetFile(await readFile(fleetFile), fleetFile);
  if (!('fleet' in parsed)) throw new Error(parsed.problems.map(renderProblem).join('\n'));
  const { name } = parsed.fleet.metadata;
  const { spec } = parsed.fleet;
  await applyObject(api, tokenSecret(source.token), { manager });
  const followed = { ...spec.source, url: source.url, branch: source.branch, secretRef: { name: secretName } };
  const metadata = { name, namespace: systemNamespace };
  await applyObject(api, { apiVersion, kind: 'Fleet', metadata, spec: { ...spec, source: followed } }, { manager });
  return name;
}

function tokenSecret(token: string) {
  const metadata = { name: secretName, namespace: systemNamespace };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', stringData: { token } };
}
