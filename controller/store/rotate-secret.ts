import type { KubeObject, LiveObject } from '../../cluster/object.ts';
import type { SecretRequest, SecretRotation } from '../../synth/synthesis.ts';
import { titleOf } from './kind-of.ts';
import type { LiveView, Problem } from './record.ts';
import { secretData, type RandomBytes } from './secret-values.ts';

/** Key of a Secret that says, in clear, for which value of `spec.rotate` its other values were made. */
export const rotationKey = 'rotation';

/** What stands before the name of a key whose next value is not valid yet. */
const next = 'next-';

/** Where the rotation of a Secret stands. */
export interface RotationStep {
  /** To be merged into the Secret's data; nothing when absent. `null` removes a key. */
  readonly data?: Readonly<Record<string, string | null>>;
  /** The value of `spec.rotate` that is complete after that; absent while one is under way, and when there never was one. */
  readonly rotation?: string;
  readonly problem?: Problem;
}

type Rotating = SecretRequest & { readonly rotation: SecretRotation };
type Data = Readonly<Record<string, string>>;

interface RotationContext {
  readonly live: LiveView;
  readonly randomBytes: RandomBytes;
}

/**
 * The next step of a rotation, exactly once for each value of `spec.rotate`, whatever happens in between: all that is known of it is in the Secret.
 *
 * Values without a Job are replaced in one step. With a Job there are two. First the next value is put beside the one in use, but only while there is no
 * Job of that name: so a Job that has succeeded has seen it. When it has, the next value takes the place of the old one, which was valid until then.
 */
export function rotationStep(request: Rotating, secret: KubeObject, context: RotationContext): RotationStep {
  const data = (secret['data'] ?? {}) as Data;
  return request.rotation.job === undefined
    ? replacement(request, data, context)
    : throughJob(request, request.rotation.job, data, context);
}

function replacement(request: Rotating, data: Data, { randomBytes }: RotationContext): RotationStep {
  const { value } = request.rotation;
  if (value === undefined || value === doneIn(data)) return finished(data);
  return { data: { ...fresh(request, '', randomBytes), ...mark(value) }, rotation: value };
}

function throughJob(request: Rotating, name: string, data: Data, { live, randomBytes }: RotationContext): RotationStep {
  const { value, keys } = request.rotation;
  const isUnderWay = isPending(Object.keys(data));
  // A file that asks no longer changes nothing of what was begun: see finish-rotation.ts.
  if (value === undefined) return isUnderWay ? {} : finished(data);
  const job = jobOf(name, request.namespace, live);
  if (isUnderWay) return job?.health.status === 'Current' ? promoted(keys, data, value) : {};
  if (value === doneIn(data)) return finished(data);
  if (job !== undefined) return { problem: jobLeft(job) };
  return { data: fresh(request, next, randomBytes) };
}

/** Whether a Secret with these keys is in the middle of a rotation. */
export function isPending(keys: readonly string[]): boolean {
  return keys.some((key) => key.startsWith(next));
}

/** What a Secret that is made now holds besides its values: they are as new as the file asks for. */
export function mark(value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [rotationKey]: Buffer.from(value).toString('base64') };
}

function finished(data: Data): RotationStep {
  const done = doneIn(data);
  return done === undefined ? {} : { rotation: done };
}

function doneIn(data: Data): string | undefined {
  const done = data[rotationKey];
  return done === undefined ? undefined : Buffer.from(done, 'base64').toString();
}

function fresh(request: SecretRequest, prefix: string, randomBytes: RandomBytes): Record<string, string> {
  const wanted = request.rotation?.keys ?? [];
  const keys = Object.entries(request.keys).filter(([key]) => wanted.includes(key));
  return secretData(
    keys.map(([key, how]) => [`${prefix}${key}`, how]),
    randomBytes,
  );
}

function promoted(keys: readonly string[], data: Data, value: string): RotationStep {
  const changes: Record<string, string | null> = mark(value);
  for (const key of keys) {
    const newer = data[`${next}${key}`];
    if (newer === undefined) continue;
    changes[key] = newer;
    changes[`${next}${key}`] = null;
  }
  return { data: changes, rotation: value };
}

/** The Job that is named so, followed by the hash of its spec. One that is being deleted will not succeed any more; those of an earlier value go before this is asked. */
function jobOf(name: string, namespace: string, live: LiveView): LiveObject | undefined {
  const start = `Job.batch/${namespace}/${name}-`;
  for (const object of live) {
    if (object.id.startsWith(start) && object.health.status !== 'Terminating') return object;
  }
  return undefined;
}

function jobLeft({ id }: LiveObject): Problem {
  const message = `${titleOf(id)} is of an earlier rotation, whose record the Secret has lost: remove the Job, and it runs again`;
  return { reason: 'RotationJobLeft', message };
}
