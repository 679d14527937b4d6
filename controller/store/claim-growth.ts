import { isApiError } from '../../cluster/errors.ts';
import { readObject } from '../../cluster/read.ts';
import type { DesiredItem } from './desired.ts';
import { kindOf, nameOf } from './kind-of.ts';
import type { Problem } from './record.ts';
import type { Turn } from './turn.ts';

/** Admission plugin PersistentVolumeClaimResize, Kubernetes 1.36. */
const wording = /can be resized|must support resize/i;

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

/**
 * What to tell when the API server does not let a volume grow: its storage class must allow it.
 *
 * @returns undefined for every other refusal
 * @throws ApiError when the claim cannot be read
 */
export async function growthProblem(
  error: unknown,
  { id }: DesiredItem,
  { deps, signal }: Turn,
): Promise<Problem | undefined> {
  if (kindOf(id) !== 'PersistentVolumeClaim' || !isApiError(error, 'Forbidden', 'Invalid')) return undefined;
  if (!wording.test(error.detail)) return undefined;
  const spec = (await readObject(deps.api, id, { signal }))?.['spec'] as ClaimSpec | undefined;
  const className = spec?.storageClassName ?? '';
  const message =
    `the volume cannot grow: StorageClass ${className === '' ? '(none)' : `"${className}"`} of claim ${nameOf(id)} does not allow it. ` +
    `Set allowVolumeExpansion: true there, if its provisioner can do it; until then the volume stays at ${spec?.resources?.requests?.storage ?? 'its size'}`;
  return { reason: 'VolumeCannotGrow', message };
}
