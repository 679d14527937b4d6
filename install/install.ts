import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../cluster/apply.ts';
import type { ApiConnection } from '../cluster/connection.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { removeObject } from '../cluster/remove.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { plannerRole } from './access/planner-rules.ts';
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

/** Rights that an earlier installation gave go when this one does not say so. */
async function withdrawPlanner(api: ApiConnection, signal: AbortSignal): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  for (const id of [
    `ClusterRoleBinding.${group}//${plannerRole}`,
    `RoleBinding.${group}/${systemNamespace}/${plannerRole}`,
  ]) {
    const binding = await readObject(api, id, { signal });
    if (binding === undefined || !isInstalled(binding)) continue;
    // It owns nothing: in the foreground it would give its rights until the garbage collector came by.
    await removeObject(api, id, { uid: binding.metadata.uid ?? '', propagation: 'Background', signal });
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
  if (choices.planner !== true) await withdrawPlanner(api, signal);
  await Promise.all(definitions.map((name) => established(api, name, signal)));
  return applied;
}
