import { binaries, type BinaryName } from '../binaries/catalog.ts';
import { ensureBinaries } from '../binaries/ensure-binaries.ts';
import type { Ticker } from '../ticker.ts';
import { apiClient, type ApiClient } from './api-client.ts';
import {
  clusterObjectPath,
  kwokPermissions,
  simulatedNodes,
  volumeClass,
  type ClusterObject,
} from './cluster-objects.ts';
import type { Credentials } from './credentials.ts';
import { etcd } from './etcd.ts';
import { kubeApiserver } from './kube-apiserver.ts';
import { kubeControllerManager } from './kube-controller-manager.ts';
import { kubeScheduler } from './kube-scheduler.ts';
import { kwok } from './kwok.ts';
import { nodeStages } from './node-stages.ts';
import type { ControlPlaneOptions } from './options.ts';
import type { Parts } from '../process/parts.ts';
import { podStages } from './pod-stages.ts';
import { untilApiServerReady, untilApiServerServes, untilNodesReady, untilServiceAccounts } from './readiness.ts';
import type { ControlPlaneSettings } from './settings.ts';
import { volumeStages } from './volume-stages.ts';

const nodeSize = { cpu: '64', memory: '512Gi', pods: '5000' };
const defaultNodes = 4;
// What takes 3 s on a quiet machine may take long on a busy one.
const patienceMs = 60_000;

export type ControlPlaneComponent = Exclude<BinaryName, 'gitea'>;

/** Finds the programs that these options ask for. */
export async function findPrograms(options: ControlPlaneOptions): Promise<Record<ControlPlaneComponent, string>> {
  const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;
  const { onProgress, signal, scheduler = true, kwok = true } = options;
  const unwanted = new Set<BinaryName>([
    ...(scheduler ? [] : ['kube-scheduler' as const]),
    ...(kwok ? [] : ['kwok' as const]),
  ]);
  const wanted = names.filter((name) => !unwanted.has(name)).map((name) => binaries[name]);
  return ensureBinaries(wanted, { ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) });
}

export interface Launch {
  readonly options: ControlPlaneOptions;
  readonly settings: ControlPlaneSettings;
  readonly credentials: Credentials;
  readonly programs: Record<ControlPlaneComponent, string>;
  readonly parts: Parts;
  readonly ticker: Ticker;
}

/** Starts the components in their order and waits until pods can run. */
export async function launch(all: Launch): Promise<void> {
  const { options, settings, credentials, programs, parts, ticker } = all;
  const signal = AbortSignal.any([parts.failed, ...(options.signal ? [options.signal] : [])]);
  const waiting = { timeoutMs: patienceMs, signal };
  const api = apiClient(settings.url, credentials.authority, credentials.administrator);
  try {
    ticker.report('starting', 'etcd and kube-apiserver');
    parts.start(etcd(settings), programs.etcd);
    parts.start(kubeApiserver(settings), programs['kube-apiserver']);
    await untilApiServerServes(api, waiting);
    ticker.report('starting', 'controllers and nodes');
    const nodes = await startNodes(all, api);
    await untilApiServerReady(api, waiting);
    parts.start(kubeControllerManager(settings), programs['kube-controller-manager']);
    if (options.scheduler ?? true) parts.start(kubeScheduler(settings), programs['kube-scheduler']);
    await Promise.all([untilServiceAccounts(api, waiting), untilNodesReady(api, nodes, waiting)]);
    parts.ready();
    ticker.report('ready', settings.url);
  } finally {
    api.close();
  }
}

/** @returns how many there will be */
async function startNodes({ options, settings, programs, parts }: Launch, api: ApiClient): Promise<number> {
  if (options.kwok === false) return 0;
  const nodes = options.nodes ?? defaultNodes;
  // Permissions before kwok: a refused list would make it wait before it tries again.
  await apply(api, [...kwokPermissions, volumeClass, ...simulatedNodes(nodes)]);
  const stages = [...nodeStages(nodeSize), ...(options.podStages ?? podStages), ...volumeStages];
  parts.start(kwok(settings, stages), programs.kwok);
  return nodes;
}

async function apply(api: ApiClient, objects: readonly ClusterObject[]): Promise<void> {
  const query = '?fieldManager=urumi-sandbox&force=true';
  await Promise.all(objects.map((object) => api.expect('PATCH', `${clusterObjectPath(object)}${query}`, object)));
}
