import { ConfigMap, Volume } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/**
 * A volume with the files of a ConfigMap.
 *
 * @param id the volume's name in the pod
 * @param name the ConfigMap's
 */
export function configVolume(scope: Construct, id: string, name: string): Volume {
  const config = ConfigMap.fromConfigMapName(scope, `${id}-config`, name);
  return Volume.fromConfigMap(scope, `${id}-volume`, config, { name: id });
}
