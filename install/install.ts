import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../cluster/apply.ts';
import type { ApiConnection } from '../cluster/connection.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { removeObject } from '../cluster/remove.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { plannerRole } from './access/planner-rules.ts';
import { uiAccount } from './access/ui-rules.ts';
import { webhookAccount } from './access/webhook-rules.ts';
import { isInstalled } from './installed-labels.ts';
import { InstallError } from './install-error.ts';
import { installManifests, type InstallChoices } from './install-manifests.ts';

/** Field manager of what an administrator installs: not the controller's, which may not touch it. */
export const installManager = 'urumi-install';
/** A definition is served this soon after it was applied, ms; it usually takes a tenth of a second. */
const longestWait = 30_000;

interface Definition extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

async function established(api: ApiConnection, name: string, signal: AbortSignal): Promise<void> {
  const id = `CustomResourceDefinition.apiextensions.k8s.io//${name}`;
  const until = Date.now() + longestWait;
  for (;;) {
    const { status } = (await readObject<Definition>(api, id, { signal })) ?? {};
    const conditions = status?.conditions ?? [];
    if (conditions.some((condition) => condition.type === 'Established' && condition.status === 'True')) return;
    if (Date.now() > until)
      throw InstallError.notEstablished(
        name,
        conditions.map(({ type, message }) => `${type}: ${message ?? ''}`).join('; '),
      );
    await sleep(50, undefined, { signal });
  }
}

/** What opens something, and therefore has to be asked for each time: the right to plan, and the ways in from outside. */
const openings: readonly string[] = [
  `ClusterRoleBinding.rbac.authorization.k8s.io//${plannerRole}`,
  `RoleBinding.rbac.authorization.k8s.io/${systemNamespace}/${plannerRole}`,
  ...[webhookAccount, uiAccount].map((name) => `Ingress.networking.k8s.io/${systemNamespace}/${name}`),
];

/** Takes away what an earlier installation has opened and this one does not ask for. */
async function withdraw(api: ApiConnection, applied: readonly string[], signal: AbortSignal): Promise<void> {
  for (const id of openings) {
    if (applied.includes(id)) continue;
    const object = await readObject(api, id, { signal });
    if (object === undefined || !isInstalled(object)) continue;
    // In the foreground it would stay in force until the garbage collector came by.
    await removeObject(api, id, { uid: object.metadata.uid ?? '', propagation: 'Background', signal });
  }
}

export interface InstallOptions extends InstallChoices {
  readonly signal?: AbortSignal;
}

/**
 * Installs, or brings up to date, what the controller needs in a cluster, and waits until the API server serves Stores and Fleets.
 * Needs the rights of a cluster administrator.
 *
 * @returns the ids of what was applied
 * @throws ApiError when the API server does not take an object; InstallError when a definition is not served in time
 */
export async function install(api: ApiConnection, options: InstallOptions = {}): Promise<string[]> {
  const { signal = AbortSignal.timeout(120_000), ...choices } = options;
  const applied: string[] = [];
  const definitions: string[] = [];
  for (const object of installManifests(choices)) {
    const { id } = await applyObject(api, object, { manager: installManager, signal });
    applied.push(id);
    if (object.kind === 'CustomResourceDefinition') definitions.push(object.metadata.name);
  }
  await withdraw(api, applied, signal);
  await Promise.all(definitions.map((name) => established(api, name, signal)));
  return applied;
}
