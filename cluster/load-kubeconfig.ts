import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from './kube-config.ts';

/** Where the credentials come from. */
export interface KubeconfigSource {
  /** Path of a kubeconfig file. */
  readonly kubeconfig?: string;
  /** @default the file's current context */
  readonly context?: string;
  /**
   * Without `kubeconfig`: may look around for one, in `KUBECONFIG`, then the pod's service account, then `~/.kube/config`. Off by default, so that
   * nothing meant for the sandbox ever reaches a cluster that happens to be configured on the machine.
   *
   * @default false
   */
  readonly allowEnvironment?: boolean;
}

/**
 * Reads a kubeconfig and selects a context.
 *
 * @throws Error that says what is missing and what to do
 */
export function loadKubeconfig(source: KubeconfigSource): KubeConfig {
  const config = read(source);
  if (source.context !== undefined) config.setCurrentContext(source.context);
  const context = config.getContextObject(config.getCurrentContext());
  if (context === null) {
    const known = config.getContexts().map(({ name }) => name);
    const choice = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw new Error(`the kubeconfig has no context "${config.getCurrentContext() ?? ''}" (${choice})`);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null)
    throw new Error(`context "${context.name}" names the cluster "${context.cluster}", which the kubeconfig lacks`);
  if (!URL.canParse(cluster.server))
    throw new Error(`cluster "${cluster.name}" has no usable server address: "${cluster.server}"`);
  if (config.getCurrentUser() === null)
    throw new Error(`context "${context.name}" names a user that the kubeconfig lacks`);
  return config;
}

function read(source: KubeconfigSource): KubeConfig {
  const config = new KubeConfig();
  if (source.kubeconfig !== undefined) {
    config.loadFromFile(source.kubeconfig);
    return config;
  }
  if (source.allowEnvironment !== true) throw new Error('no kubeconfig was given');
  const fromEnvironment = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  const [first, ...others] = fromEnvironment.length > 0 ? fromEnvironment : inHome();
  if (fromEnvironment.length === 0 && process.env['KUBERNETES_SERVICE_HOST']) {
    config.loadFromCluster();
    return config;
  }
  if (first === undefined) {
    throw new Error('no kubeconfig: KUBECONFIG is not set, this is no pod, and there is no ~/.kube/config');
  }
  config.loadFromFile(first);
  for (const file of others) {
    const more = new KubeConfig();
    more.loadFromFile(file);
    config.mergeConfig(more, true);
  }
  return config;
}

function inHome(): string[] {
  const file = join(homedir(), '.kube', 'config');
  return existsSync(file) ? [file] : [];
}
