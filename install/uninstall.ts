import type { ApiConnection } from '../cluster/connection.ts';
import { objectId, parseObjectId } from '../cluster/object-id.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { removeObject } from '../cluster/remove.ts';
import { pause } from '../cluster/pause.ts';
import { systemClock } from '../cluster/clock.ts';
import { environmentSchema } from '../synth/spec/fleet.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { plannerRole } from './access/planner-rules.ts';
import { InstallError } from './install-error.ts';
import { installManifests } from './install-manifests.ts';
import { isInstalled } from './installed-labels.ts';
import { parts, type WorkloadChoices } from './workloads/workload-choices.ts';

/** What the admission webhook makes by itself. */
const registration = 'ValidatingWebhookConfiguration.admissionregistration.k8s.io//urumi-admission';
const certificates = `Secret/${systemNamespace}/urumi-webhook-tls`;
/** A process may take half a minute to end. */
const longestWaitMs = 90_000;

export interface UninstallOptions {
  readonly signal?: AbortSignal;
  /** Called with the id of each object as it goes. */
  readonly onRemoved?: (id: string) => void;
}

/**
 * Takes Urumi's processes, policies and rights out of a cluster, and leaves the stores as they are: their namespaces, the Store and Fleet objects,
 * and the definitions, whose removal would delete all of them. The registration of the admission webhook goes first, so that no write ever waits for a server
 * that is gone; rights go before the policies that bound them. Needs the rights of a cluster administrator; repeating it changes nothing.
 *
 * @throws ApiError; InstallError when a process does not end in time
 */
export async function uninstall(api: ApiConnection, options: UninstallOptions = {}): Promise<void> {
  for (const step of steps()) {
    const removed: string[] = [];
    for (const id of step) if (await remove(api, id, options)) removed.push(id);
    await Promise.all(removed.map((id) => gone(api, id, options.signal)));
  }
}

/** Whatever may be there: of what it says only the names count. */
const everything: WorkloadChoices = {
  image: 'any',
  parts,
  uiHosts: ['any.example'],
  ingress: {
    environment: environmentSchema.parse({ domain: 'any.example' }),
    webhookHost: 'any.example',
    ui: { annotations: {} },
  },
};

/** What goes after what, as ids. */
function steps(): string[][] {
  const all = installManifests({ planner: true, run: everything }).map((object) => objectId(object));
  const kept = all.filter((id) => !/^(CustomResourceDefinition|Namespace)\b/.test(id));
  const of = (test: (parts: ReturnType<typeof parseObjectId>) => boolean): string[] =>
    kept.filter((id) => test(parseObjectId(id)));
  const plans = of(({ name }) => name === plannerRole).toReversed();
  const runs = of(({ kind }) => ['Ingress', 'Deployment', 'Service', 'PodDisruptionBudget'].includes(kind));
  const policies = of(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy')).toReversed();
  const first = new Set([...plans, ...runs, ...policies]);
  const rights = kept.filter((id) => !first.has(id)).toReversed();
  // A replica may have registered itself anew while it was not told to end.
  return [[registration], plans, runs, [registration, certificates], policies, rights];
}

/** What `urumi install` or the admission webhook has made, and nobody else under the same name. */
function isOurs(id: string, object: KubeObject): boolean {
  return id === registration || id === certificates || isInstalled(object);
}

/** @returns whether it was there */
async function remove(api: ApiConnection, id: string, { signal, onRemoved }: UninstallOptions): Promise<boolean> {
  const limits = signal === undefined ? {} : { signal };
  const object = await readObject(api, id, limits);
  if (object === undefined || !isOurs(id, object)) return false;
  await removeObject(api, id, { uid: object.metadata.uid ?? '', ...limits });
  onRemoved?.(id);
  return true;
}

async function gone(api: ApiConnection, id: string, signal: AbortSignal | undefined): Promise<void> {
  const limits = AbortSignal.any([AbortSignal.timeout(longestWaitMs), ...(signal ? [signal] : [])]);
  try {
    while ((await readObject(api, id, { signal: limits })) !== undefined) await pause(systemClock, 100, limits);
  } catch (error) {
    signal?.throwIfAborted();
    if (limits.aborted) throw InstallError.notGone(id, longestWaitMs);
    throw error;
  }
}
