import type { ApiConnection } from '../../cluster/connection.ts';
import { ApiError } from '../../cluster/errors.ts';
import { createObject } from '../../cluster/create.ts';
import { mergePatch } from '../../cluster/merge-patch.ts';
import { readObject } from '../../cluster/read.ts';
import type { KubeObject } from '../../cluster/object.ts';
import type { StoreStatus } from '../../synth/spec/store.ts';
import type { SecretRequest } from '../../synth/synthesis.ts';
import { lostVolume } from './lost-volume.ts';
import type { LiveView, Problem } from './record.ts';
import { isPending, mark, rotationKey, rotationStep } from './rotate-secret.ts';
import { secretData, type RandomBytes } from './secret-values.ts';

type Recorded = StoreStatus['secrets'];

/** What the Secrets of a store are like now: recorded without values; or why they cannot be made. */
export interface SecretsOutcome {
  readonly secrets: Recorded;
  readonly problem?: Problem;
}

export interface SecretsContext {
  readonly api: ApiConnection;
  readonly live: LiveView;
  readonly recorded: Recorded;
  /** When the Store object was made, as the API server wrote it. */
  readonly storeCreatedAt?: string | undefined;
  readonly randomBytes: RandomBytes;
  readonly signal?: AbortSignal;
}

/**
 * Sees to it that each Secret exists and holds each key. A key that exists is not touched, unless the store file asks for its rotation. Where the data that a Secret
 * guards exists and the Secret does not, nothing is generated: that is a restore, not a new store.
 *
 * @throws ApiError when the API server cannot be asked
 */
export async function ensureSecrets(
  requests: readonly SecretRequest[],
  context: SecretsContext,
): Promise<SecretsOutcome> {
  const outcomes = await Promise.all(requests.map((request) => ensureSecret(request, context)));
  const problem = outcomes.find((outcome): outcome is Problem => 'reason' in outcome);
  const made = outcomes.filter((outcome): outcome is Recorded[number] => !('reason' in outcome));
  // What was generated once stays on record: its absence is a loss, and never a reason to generate it again.
  const lost = context.recorded.filter(({ name }) => !made.some((secret) => secret.name === name));
  return { secrets: [...made, ...lost], ...(problem === undefined ? {} : { problem }) };
}

/**
 * Whether the recorded Secrets are all that is asked for: then nobody has to look again for a while. A rotation that waits for its Job is as good as
 * it can be until the Job has succeeded: see `waitsForPromotion`.
 */
export function isRecorded(requests: readonly SecretRequest[], recorded: Recorded): boolean {
  return requests.every(({ name, keys, rotation }) => {
    const known = recorded.find((secret) => secret.name === name);
    if (known === undefined || !Object.keys(keys).every((key) => known.keys.includes(key))) return false;
    const isUnderWay = isPending(known.keys);
    if (rotation?.value === undefined) return !isUnderWay;
    return isUnderWay || known.rotation === rotation.value;
  });
}

async function ensureSecret(request: SecretRequest, context: SecretsContext): Promise<Recorded[number] | Problem> {
  const wasMade = context.recorded.some(({ name }) => name === request.name);
  const orphan = guardedData(request, context) ?? (wasMade ? request.guards[0] : undefined);
  const isNew = orphan === undefined && !wasMade;
  const created = isNew ? await create(request, context) : undefined;
  if (created !== undefined) return created;
  const existing = await readObject(context.api, idOf(request), signalOf(context));
  if (existing?.metadata.deletionTimestamp !== undefined) return terminating(request);
  if (existing !== undefined) return known(request, existing, context, wasMade);
  return orphan === undefined
    ? ((await create(request, context)) ?? lostRace(request))
    : secretMissing(request, orphan);
}

/** One that is there: its keys are filled and rotated, unless it tells of data that is not there any more. */
async function known(
  request: SecretRequest,
  existing: KubeObject,
  context: SecretsContext,
  wasMade: boolean,
): Promise<Recorded[number] | Problem> {
  const lost = wasMade ? undefined : lostVolume(request, existing, context);
  return lost ?? bringUpToDate(request, existing, context);
}

/** @returns undefined when it exists already: an answer that got lost, or another process; what is there counts */
async function create(request: SecretRequest, context: SecretsContext): Promise<Recorded[number] | undefined> {
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: request.name, namespace: request.namespace, labels: { ...request.labels } },
    type: 'Opaque',
    data: { ...secretData(Object.entries(request.keys), context.randomBytes), ...mark(request.rotation?.value) },
  };
  try {
    const created = await createObject(context.api, body, signalOf(context));
    return recordOf(request, created, Object.keys(request.keys), request.rotation?.value);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'AlreadyExists') return undefined;
    throw error;
  }
}

/** Fills keys that are missing, then takes the next step of a rotation. */
async function bringUpToDate(
  request: SecretRequest,
  existing: KubeObject,
  context: SecretsContext,
): Promise<Recorded[number] | Problem> {
  const data = (existing['data'] ?? {}) as Record<string, string>;
  const missing = Object.entries(request.keys).filter(([key]) => !(key in data));
  if (missing.length > 0) {
    const filled = await change(request, existing, secretData(missing, context.randomBytes), context);
    return bringUpToDate(request, filled, context);
  }
  const { rotation } = request;
  if (rotation === undefined) return recordOf(request, existing, Object.keys(data));
  const step = rotationStep({ ...request, rotation }, existing, context);
  if (step.problem !== undefined) return step.problem;
  const changed = step.data === undefined ? existing : await change(request, existing, step.data, context);
  return recordOf(request, changed, Object.keys(changed['data'] ?? {}), step.rotation);
}

/** @throws ApiError; `Conflict` when somebody else has changed the Secret meanwhile: then what it holds counts, and is looked at again */
function change(
  request: SecretRequest,
  existing: KubeObject,
  data: Readonly<Record<string, string | null>>,
  context: SecretsContext,
): Promise<KubeObject> {
  const { resourceVersion = '' } = existing.metadata;
  return mergePatch(context.api, idOf(request), { data }, { resourceVersion, ...signalOf(context) });
}

function recordOf(
  { name }: SecretRequest,
  { metadata }: KubeObject,
  keys: readonly string[],
  rotation?: string,
): Recorded[number] {
  const own = keys.filter((key) => key !== rotationKey);
  return { name, uid: metadata.uid ?? '', keys: own, ...(rotation === undefined ? {} : { rotation }) };
}

/** A volume whose data can only be read with the Secret's values. */
function guardedData({ namespace, guards }: SecretRequest, { live }: SecretsContext): string | undefined {
  return guards.find((claim) => live.get(`PersistentVolumeClaim/${namespace}/${claim}`) !== undefined);
}

function secretMissing({ name, namespace }: SecretRequest, claim: string): Problem {
  const message =
    `the data of volume ${claim} needs Secret ${namespace}/${name}, which is gone: restore it from a backup; ` +
    'nothing is generated over existing data';
  return { reason: 'SecretMissing', message };
}

/** It is still there and about to be gone: neither its values nor its absence can be counted on. */
function terminating({ name, namespace }: SecretRequest): Problem {
  return {
    reason: 'SecretTerminating',
    message: `Secret ${namespace}/${name} is being deleted: waits until it is gone`,
  };
}

function lostRace({ name, namespace }: SecretRequest): Problem {
  return {
    reason: 'SecretContested',
    message: `Secret ${namespace}/${name} comes and goes: somebody else creates and deletes it; find out who`,
  };
}

function idOf({ namespace, name }: SecretRequest): string {
  return `Secret/${namespace}/${name}`;
}

function signalOf({ signal }: SecretsContext): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
