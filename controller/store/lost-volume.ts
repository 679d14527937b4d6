import type { KubeObject } from '../../cluster/object.ts';
import type { SecretRequest } from '../../synth/synthesis.ts';
import type { LiveView, Problem } from './record.ts';

/**
 * What to say of a Secret that was there before the Store object, and whose data is not: the Store object was lost with its record and made anew, and a volume is gone, too. An
 * empty volume beside the old password would hide that.
 *
 * @param storeCreatedAt as the API server wrote it; its clock is the Secret's, in whole seconds
 * @returns undefined when no data is missed
 */
export function lostVolume(
  { name, namespace, guards }: SecretRequest,
  { metadata }: KubeObject,
  { live, storeCreatedAt = '' }: { readonly live: LiveView; readonly storeCreatedAt?: string | undefined },
): Problem | undefined {
  const claim = guards.find((claim) => live.get(`PersistentVolumeClaim/${namespace}/${claim}`) === undefined);
  if (claim === undefined || !(Date.parse(metadata.creationTimestamp ?? '') < Date.parse(storeCreatedAt)))
    return undefined;
  const message =
    `Secret ${namespace}/${name} is older than the Store object, and volume ${claim}, whose data it belongs to, is gone: restore the volume from a backup. ` +
    `If there never was any data, remove the Secret (\`kubectl delete secret ${name} -n ${namespace}\`), and the store starts anew`;
  return { reason: 'VolumeMissing', message };
}
