import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import { readClusterView, type ClusterView } from '../../plan/live/cluster-view.ts';
import { planLive } from '../../plan/live/plan-live.ts';
import type { PlanInput } from '../../plan/plan-input.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import type { ReadBlobs } from '../../plan/read-files.ts';
import { CliError } from '../cli-error.ts';

export interface ClusterToAsk {
  readonly api: ApiConnection;
  /** Of the Store and Fleet objects. */
  readonly namespace: string;
}

/**
 * Plans against a cluster, for the fleet as it is there: its domain, limits and retention are what will count.
 *
 * @throws CliError 1 when the cluster has no such fleet, 3 when it was not prepared; ApiError
 */
export async function planAgainstCluster(
  input: PlanInput,
  read: ReadBlobs,
  { api, namespace }: ClusterToAsk,
): Promise<PlanReport> {
  const view = await viewOf(api, namespace);
  const { name } = input.fleet;
  const fleets = [...view.fleets];
  const fleet = fleets.find(({ metadata }) => metadata.name === name);
  if (fleet === undefined) {
    const known = fleets.length === 0 ? 'none' : fleets.map(({ metadata }) => metadata.name).join(', ');
    throw new CliError(
      1,
      `the cluster has no fleet ${name} in namespace ${namespace} (it has ${known}): name the file of one that it has by --fleet FILE`,
    );
  }
  return await planLive({ ...input, fleet: { name, spec: fleet.spec } }, { api, read, view, namespace });
}

async function viewOf(api: ApiConnection, namespace: string): Promise<ClusterView> {
  return await readClusterView(api, namespace).catch((error: unknown) => {
    if (!isApiError(error, 'NotFound')) throw error;
    const message = 'could not list Stores and Fleets: the cluster does not know them; prepare it with `urumi install`';
    throw new CliError(3, message, error);
  });
}
