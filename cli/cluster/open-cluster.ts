import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { connect, type Connection } from '../../cluster/connect.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { findKubeconfig } from './find-kubeconfig.ts';

/** Where `urumi up` keeps its data unless told otherwise. */
const sandbox = fileURLToPath(new URL('../../.sandbox', import.meta.url));

/** Options of every command that talks to a cluster. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly namespace: string;
}

/** Adds `--kubeconfig`. */
export function withKubeconfigOption(command: Command): Command {
  const meaning = 'default: $KUBECONFIG, a sandbox that runs here, ~/.kube/config';
  return command.addOption(new Option('--kubeconfig <file>', meaning));
}

/** Adds `--kubeconfig` and `--namespace`. */
export function withClusterOptions(command: Command): Command {
  const namespace = new Option('-n, --namespace <name>', 'where the Store and Fleet objects are');
  return withKubeconfigOption(command).addOption(namespace.default(systemNamespace));
}

/**
 * Connects to the cluster that the options name. Whoever calls closes the connection.
 *
 * @param userAgent names the caller in the API server's audit log
 * @throws ApiError `Misconfigured` when there is no usable kubeconfig
 */
export async function openCluster(
  { kubeconfig }: Pick<ClusterOptions, 'kubeconfig'>,
  userAgent = 'urumi-cli',
): Promise<Connection> {
  const found = await findKubeconfig({ flag: kubeconfig, env: process.env, sandbox });
  return await connect({
    ...(found === undefined ? { allowEnvironment: true } : { kubeconfig: found }),
    userAgent,
  });
}
