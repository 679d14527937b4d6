import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { applyObject } from '../../../cluster/apply.ts';
import { connect, type Connection } from '../../../cluster/connect.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { administrator } from '../../../sandbox/control-plane/credentials.ts';
import { controlPlaneFiles } from '../../../sandbox/control-plane/settings.ts';
import type { OnProgress } from '../../../sandbox/progress.ts';
import { startTicker } from '../../../sandbox/ticker.ts';
import { importImages } from '../images/import-images.ts';
import { apiServerUrl, controlPlaneSettings, nodeCredentials } from '../parts/control-plane-parts.ts';
import { startParts } from '../parts/start-parts.ts';
import { writeConfigs } from '../parts/write-configs.ts';
import type { Programs } from '../programs/gather.ts';
import { fillProgramFolder } from '../programs/program-folder.ts';
import { policyAgent, policyAgentPermissions, policyAgentUser } from '../policies/agent-permissions.ts';
import { dns } from '../system/dns.ts';
import { untilAvailable } from '../system/until-available.ts';
import { volumes } from '../system/volumes.ts';
import { nodeName } from './addresses.ts';
import { alone } from './alone.ts';
import { makeCgroups } from './cgroups.ts';
import { InNode } from './in-node.ts';
import type { NodeFolder } from './node-folder.ts';
import { startInit } from './node-init.ts';
import { connectNetwork } from './node-network.ts';
import { runningNode, type RunningNode } from './running-node.ts';
import { takeDown } from './take-down.ts';

/** What a cluster has before anybody uses it. */
const basics: readonly KubeObject[] = [...policyAgentPermissions, ...dns, ...volumes];

export interface BringUpOptions {
  readonly folder: NodeFolder;
  readonly programs: Programs;
  /** Archives of every image that pods will run, for there is no registry: first those of the system itself. */
  readonly images: { readonly system: readonly string[]; readonly shops: readonly string[] };
  /** What the cluster gets beside names, volumes and policies. */
  readonly more: readonly KubeObject[];
  readonly onProgress?: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Makes a Kubernetes node of this machine, in namespaces of its own, and waits until pods with volumes and names can run. It runs on when this process
 * ends. What an earlier one left is removed first; when this fails, everything is removed.
 *
 * @throws SandboxError
 */
export async function bringUp(options: BringUpOptions): Promise<RunningNode> {
  const { folder } = options;
  return await alone(folder, async () => {
    await takeDown(folder);
    try {
      return await start(options);
    } catch (error) {
      await takeDown(folder);
      throw error;
    }
  });
}

async function start({
  folder,
  programs,
  images,
  more,
  onProgress,
  signal: outer,
}: BringUpOptions): Promise<RunningNode> {
  const ticker = startTicker('node', onProgress);
  try {
    makeFolders(folder);
    fillProgramFolder(folder.programs, programs);
    const settings = controlPlaneSettings(folder.root);
    const credentials = await nodeCredentials(settings);
    const proxy = await credentials.kubeconfigFor({ user: 'system:kube-proxy', groups: [] });
    const kubelet = await credentials.kubeconfigFor({ user: `system:node:${nodeName}`, groups: ['system:nodes'] });
    const configs = writeConfigs(folder, proxy);

    ticker.report('starting', 'namespaces');
    makeCgroups();
    const init = await startInit(folder, outer);
    await connectNetwork(init);
    const inside = new InNode(folder, init);
    const signal = AbortSignal.any([outer, inside.failed]);

    ticker.report('starting', 'control plane, containerd and kubelet');
    const kubeconfig = controlPlaneFiles(folder.root).kubeconfig(administrator.user);
    await using api = await open(kubeconfig);
    const parts = { inside, programs, settings, configs, kubelet, credentials, api: api.connection, signal };
    await startParts(parts, () => importImages(inside, images.system, signal));

    ticker.report('starting', images.shops.length > 0 ? 'system pods; images of shops are unpacked' : 'system pods');
    const policies = await credentials.kubeconfigFor({ user: policyAgentUser, groups: [] });
    const system = [...basics, ...more];
    for (const object of system) await applyObject(api.connection, object, { manager: 'urumi-node', signal });
    inside.start('policies', process.execPath, [policyAgent, policies]);
    await Promise.all([untilAvailable(api.connection, system, signal), importImages(inside, images.shops, signal)]);
    ticker.report('ready', apiServerUrl);
    return runningNode(folder);
  } finally {
    ticker.stop();
  }
}

function makeFolders(folder: NodeFolder): void {
  mkdirSync(folder.root, { recursive: true, mode: 0o700 });
  const inVar = ['lib/kubelet', 'lib/cni', 'log/pods', 'tmp', 'cache'].map((name) => path.join(folder.var, name));
  for (const each of [path.dirname(folder.log('x')), folder.config('cni'), folder.containerd, ...inVar]) {
    mkdirSync(each, { recursive: true });
  }
}

async function open(kubeconfig: string): Promise<AsyncDisposable & { connection: Connection }> {
  const connection = await connect({ kubeconfig, userAgent: 'urumi-node' });
  return { connection, [Symbol.asyncDispose]: () => connection.close() };
}
