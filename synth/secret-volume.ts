import { Secret, Volume, type SecretVolumeOptions } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/**
 * A volume with the values of a Secret, whose files the pod's group may read and nobody else.
 *
 * @param id the volume's name in the pod
 * @param name the Secret's
 */
export function secretVolume(scope: Construct, id: string, name: string, options: SecretVolumeOptions = {}): Volume {
  const secret = Secret.fromSecretName(scope, `${id}-secret`, name);
  return Volume.fromSecret(scope, `${id}-volume`, secret, { name: id, defaultMode: 0o440, ...options });
}
