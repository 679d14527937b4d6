import path from 'node:path';
import { startForge, type Forge, type ForgeRepository } from '../../sandbox/forge.ts';
import type { OnProgress } from '../../sandbox/progress.ts';
import type { SandboxError } from '../../sandbox/sandbox-error.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { serviceAccount } from '../../sandbox/control-plane/credentials.ts';
import { systemNamespace } from '../../synth/spec/names.ts';

/** What `urumi up` runs beside the controller. */
export interface Parts extends AsyncDisposable {
  /** The person's kubeconfig, and those of Urumi's processes: identities of their own where we decide who is who. */
  readonly kubeconfig: string;
  readonly controllerKubeconfig: string;
  readonly forge: Forge;
  readonly repository: ForgeRepository;
  readonly uiKubeconfig: string;
  readonly webhookKubeconfig: string;
  readonly admissionKubeconfig: string;
  /** Lets scripts know where the web UI answers. */
  announceUi(url: string): void;
  readonly dataDir: string;
  /** Nodes and pods are kwok's. */
  readonly simulated: boolean;
}

export interface PartsOptions {
  readonly dataDir: string;
  readonly template: string;
  /** Files of the template that a new stores repo does not begin with. */
  readonly leaveOut: readonly string[];
  readonly reset: boolean;
  /** Use this cluster in place of the sandbox's. */
  readonly kubeconfig?: string;
  readonly onProgress: OnProgress;
  readonly onFailure: (error: SandboxError) => void;
  readonly signal: AbortSignal;
}

/** Starts the sandbox; with a kubeconfig only its forge. @throws SandboxError */
export async function startParts({ kubeconfig, ...options }: PartsOptions): Promise<Parts> {
  return kubeconfig === undefined ? startAll(options) : startForgeOnly(kubeconfig, options);
}

async function startAll(options: Omit<PartsOptions, 'kubeconfig'>): Promise<Parts> {
  const sandbox = await startSandbox(options);
  const { kubeconfig } = sandbox.controlPlane;
  const kubeconfigOf = (account: string): Promise<string> => {
    const { user, groups } = serviceAccount(systemNamespace, account);
    return sandbox.controlPlane.kubeconfigFor(user, groups);
  };
  const controllerKubeconfig = await kubeconfigOf('urumi-controller');
  const uiKubeconfig = await kubeconfigOf('urumi-ui');
  const webhookKubeconfig = await kubeconfigOf('urumi-webhook');
  const admissionKubeconfig = await kubeconfigOf('urumi-admission');
  return {
    kubeconfig,
    controllerKubeconfig,
    uiKubeconfig,
    webhookKubeconfig,
    admissionKubeconfig,
    announceUi: (url) => sandbox.announceUi(url),
    simulated: true,
    dataDir: sandbox.dataDir,
    forge: sandbox.forge,
    repository: sandbox.repository,
    [Symbol.asyncDispose]: () => sandbox.stop(),
  };
}

async function startForgeOnly(kubeconfig: string, options: Omit<PartsOptions, 'kubeconfig'>): Promise<Parts> {
  const { dataDir, template, leaveOut, onProgress, onFailure, signal } = options;
  const forge = await startForge({ dataDir: path.join(dataDir, 'forge'), onProgress, onFailure, signal });
  const repository = await forge.ensureRepository('stores', template, { leaveOut });
  return {
    kubeconfig,
    controllerKubeconfig: kubeconfig,
    uiKubeconfig: kubeconfig,
    webhookKubeconfig: kubeconfig,
    admissionKubeconfig: kubeconfig,
    announceUi: () => undefined,
    simulated: false,
    dataDir,
    forge,
    repository,
    [Symbol.asyncDispose]: () => forge.stop(),
  };
}
