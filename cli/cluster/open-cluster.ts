import { Option, type Command } from 'commander';
import { connect, type Connection } from '../../cluster/connect.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { findKubeconfig } from './find-kubeconfig.ts';

/** Options of every command that talks to a cluster. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly namespace: string;
}

/** Adds `--kubeconfig` and `--namespace`. */
export function withClusterOptions(command: Command): Command {
  return command
    .addOption(new Option('--kubeconfig <file>', 'default: $KUBECONFIG, a sandbox that runs here, ~/.kube/config'))
    .addOption(new Option('-n, --namespace <name>', 'where the Store and Fleet objects are').default(systemNamespace));
}

/**
 * Connects to the cluster that the options name. Whoever calls closes the connection.
 *
 * @param userAgent names the caller in the API server's audit log
 * @throws ApiError `Misconfigured` when there is no usable kubeconfig
 */
export async function openCluster({ kubeconfig }: ClusterOptions, userAgent = 'urumi-cli'): Promise<Connection> {
  const found = await findKubeconfig({ flag: kubeconfig, env: process.env, sandbox: '.sandbox' });
  return await connect({
    ...(found === undefined ? { allowEnvironment: true } : { kubeconfig: found }),
    userAgent,
  });
}
