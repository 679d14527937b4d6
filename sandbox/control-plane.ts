import { rmSync } from 'node:fs';
import { startTicker } from './ticker.ts';
import { openAuditLog, type AuditLog } from './control-plane/audit-log.ts';
import type { Component } from './process/component.ts';
import { administrator, prepareCredentials } from './control-plane/credentials.ts';
import { findPrograms, launch } from './control-plane/launch.ts';
import type { ControlPlaneOptions } from './control-plane/options.ts';
import { Parts } from './process/parts.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from './control-plane/settings.ts';
import { openDataFolder, type DataFolder } from './process/data-folder.ts';
import { keptPorts } from './process/kept-ports.ts';
import { makeTemporaryFolder } from './process/temporary-folder.ts';

export type { ControlPlaneOptions } from './control-plane/options.ts';

export interface ControlPlane extends AsyncDisposable {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** `https://127.0.0.1:...` */
  readonly url: string;
  readonly dataDir: string;
  /**
   * Its parts by name (`kube-apiserver`), to be stopped and started in fault tests. A stopped one stays stopped until
   * it is started.
   */
  readonly components: Readonly<Record<string, Component>>;
  /**
   * Writes a kubeconfig for anyone, known to RBAC or not; resolves to its path. `serviceAccount()` in
   * control-plane/credentials.ts says who a ServiceAccount is.
   */
  kubeconfigFor(user: string, groups?: readonly string[]): Promise<string>;
  /** The requests that the API server has answered; needs the option `audit`. */
  readonly audit: AuditLog;
  /** Stops everything and waits until it is gone. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok on 127.0.0.1 and waits until pods can
 * run: about 3 s with the binaries at hand. Nothing of it outlives this process, however it ends.
 *
 * @throws SandboxError when a binary cannot be had, a component fails, or the data folder is in use
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const isTemporary = options.dataDir === undefined;
  const data = await openDataFolder(options.dataDir ?? makeTemporaryFolder('urumi-throwaway-control-plane-'));
  const parts = new Parts(data, options.onFailure);
  const end = async () => {
    await parts.stop();
    data.release();
    if (isTemporary) rmSync(data.path, { recursive: true, force: true });
  };
  try {
    const started = await start({ ...options, durable: options.durable ?? !isTemporary }, data, parts);
    let ended: Promise<void> | undefined;
    const stop = () => (ended ??= end());
    return { ...started, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await end();
    throw error;
  }
}

async function start(
  options: ControlPlaneOptions & { readonly durable: boolean },
  data: DataFolder,
  parts: Parts,
): Promise<Omit<ControlPlane, 'stop' | typeof Symbol.asyncDispose>> {
  const ports = await keptPorts(data.file('ports.json'), ['etcd', 'etcdPeer', 'apiServer', 'kubelet']);
  const url = `https://127.0.0.1:${ports.apiServer}`;
  const { durable, audit = false } = options;
  const settings: ControlPlaneSettings = { root: data.path, url, ports, durable, audit };
  for (const folder of ['logs', 'config', 'pki', 'kubeconfigs']) data.folder(folder);
  const ticker = startTicker('control plane', options.onProgress);
  try {
    const [programs, credentials] = await Promise.all([findPrograms(options), prepareCredentials(data.path, url)]);
    await launch({ options, settings, credentials, programs, parts, ticker });
    return {
      url,
      dataDir: data.path,
      kubeconfig: controlPlaneFiles(data.path).kubeconfig(administrator.user),
      components: parts.components,
      kubeconfigFor: (user, groups = []) => credentials.kubeconfigFor({ user, groups }),
      audit: openAuditLog(settings, credentials),
    };
  } finally {
    ticker.stop();
  }
}
