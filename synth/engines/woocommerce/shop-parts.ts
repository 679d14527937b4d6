import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { configVolume } from '../../config-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { claims, configMaps, phpFolder, scriptsFolder, secretNames, uploadsFolder } from './shop.ts';

/** What the containers that run the shop's code refer to; made once for a store, since every construct costs time. */
export interface ShopParts {
  readonly environment: kplus.EnvFrom[];
  readonly databasePassword: kplus.EnvValue;
  /** /tmp, PHP's settings, the uploads. */
  readonly mounts: readonly kplus.VolumeMount[];
  /** The scripts of setup, cron and validation. */
  readonly scripts: kplus.VolumeMount;
}

/** Refers to the config maps, secrets and volumes of a WooCommerce store. */
export function shopParts(chart: StoreChart): ShopParts {
  const scope = new Construct(chart, 'shop');
  const databaseSecret = kplus.Secret.fromSecretName(scope, 'database-secret', secretNames.database);
  const uploads = kplus.PersistentVolumeClaim.fromClaimName(scope, 'uploads-claim', claims.files);
  return {
    environment: [
      kplus.Env.fromConfigMap(kplus.ConfigMap.fromConfigMapName(scope, 'environment', configMaps.environment)),
      kplus.Env.fromSecret(kplus.Secret.fromSecretName(scope, 'salts', secretNames.salts)),
    ],
    databasePassword: kplus.EnvValue.fromSecretValue({ secret: databaseSecret, key: 'password' }),
    mounts: [
      { path: '/tmp', volume: kplus.Volume.fromEmptyDir(scope, 'tmp', 'tmp', { sizeLimit: Size.mebibytes(256) }) },
      { path: phpFolder, readOnly: true, volume: configVolume(scope, 'php', configMaps.php) },
      {
        path: uploadsFolder,
        volume: kplus.Volume.fromPersistentVolumeClaim(scope, 'uploads', uploads, { name: 'uploads' }),
      },
    ],
    scripts: { path: scriptsFolder, readOnly: true, volume: configVolume(scope, 'scripts', configMaps.scripts) },
  };
}
