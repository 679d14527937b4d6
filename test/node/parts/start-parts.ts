import { writeFileSync } from 'node:fs';
import { applyObject } from '../../../cluster/apply.ts';
import type { Connection } from '../../../cluster/connect.ts';
import { apiClient } from '../../../sandbox/control-plane/api-client.ts';
import type { Credentials } from '../../../sandbox/control-plane/credentials.ts';
import {
  untilApiServerReady,
  untilNodesReady,
  untilServiceAccounts,
} from '../../../sandbox/control-plane/readiness.ts';
import type { ControlPlaneSettings } from '../../../sandbox/control-plane/settings.ts';
import type { ComponentSpec } from '../../../sandbox/process/component.ts';
import { until } from '../../../sandbox/process/until.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';
import { addresses, nodeName } from '../machine/addresses.ts';
import type { InNode } from '../machine/in-node.ts';
import type { Programs } from '../programs/gather.ts';
import { containerdSocket } from './containerd-config.ts';
import { controlPlaneParts } from './control-plane-parts.ts';
import type { ConfigFiles } from './write-configs.ts';

const patienceMs = 90_000;

export interface StartParts {
  readonly inside: InNode;
  readonly programs: Programs;
  readonly settings: ControlPlaneSettings;
  readonly configs: ConfigFiles;
  /** Path of kubelet's kubeconfig. */
  readonly kubelet: string;
  readonly credentials: Credentials;
  readonly api: Connection;
  readonly signal: AbortSignal;
}

/**
 * Starts the node's programs within its namespaces and waits until the node takes pods.
 *
 * @param whenContainerdRuns done before kubelet starts, while the control plane gets ready
 * @throws SandboxError `not-ready`, or `component-failed` when one ends
 */
export async function startParts(all: StartParts, whenContainerdRuns: () => Promise<void>): Promise<void> {
  const { inside, programs, settings, configs, credentials, api, signal } = all;
  const parts = controlPlaneParts(settings);
  const run = ({ name, args, files = {} }: ComponentSpec, program: string) => {
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text, { mode: 0o600 });
    inside.start(name, program, args);
  };
  run(parts.etcd, programs.own.etcd);
  run(parts.apiServer, programs.own['kube-apiserver']);
  inside.start('containerd', 'containerd', ['--config', configs.containerd, '--log-level', 'info']);
  const asAdministrator = apiClient(settings.url, credentials.authority, credentials.administrator);
  const waiting = { timeoutMs: patienceMs, signal };
  try {
    await Promise.all([
      untilContainerdAnswers(inside, signal).then(whenContainerdRuns),
      untilApiServerReady(asAdministrator, waiting),
    ]);
    await applyObject(api, proxyPermission, { manager: 'urumi-node', signal });
    run(parts.controllers, programs.own['kube-controller-manager']);
    run(parts.scheduler, programs.own['kube-scheduler']);
    inside.start('kube-proxy', programs.own['kube-proxy'], ['--config', configs.kubeProxy]);
    inside.start('kubelet', programs.own.kubelet, [
      `--config=${configs.kubelet}`,
      `--kubeconfig=${all.kubelet}`,
      `--node-ip=${addresses.node}`,
      `--hostname-override=${nodeName}`,
      '--root-dir=/var/lib/kubelet',
      '--cert-dir=/var/lib/kubelet/pki',
    ]);
    await Promise.all([untilServiceAccounts(asAdministrator, waiting), untilNodesReady(asAdministrator, 1, waiting)]);
  } finally {
    asAdministrator.close();
  }
}

/** Kubernetes has a role for it, and leaves it to others to give it to somebody. */
const proxyPermission = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'urumi-node-proxy' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-proxier' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:kube-proxy' }],
};

async function untilContainerdAnswers(inside: InNode, signal: AbortSignal): Promise<void> {
  let last = '';
  const answers = async () => {
    try {
      await inside.run('ctr', ['--address', containerdSocket, 'version'], { signal });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      last = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  };
  if (await until(answers, { timeoutMs: patienceMs, intervalMs: 100, signal })) return;
  throw new SandboxError('not-ready', `containerd does not answer: ${last}`, '');
}
