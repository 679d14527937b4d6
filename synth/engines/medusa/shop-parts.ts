import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { configVolume } from '../../config-volume.ts';
import { literalEnv } from '../../literal-env.ts';
import { secretVolume } from '../../secret-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { configMaps, databaseName, databasePort, redisPort, scriptsFolder, secretNames } from './shop.ts';

/** What the containers of a Medusa store refer to; made once for a store, since every construct costs time. */
export interface ShopParts {
  /** The store's settings, and the secrets with which sessions are signed. */
  readonly environment: kplus.EnvFrom[];
  /** Where database and Redis are, with their passwords: Kubernetes puts those into the addresses. */
  readonly addresses: Readonly<Record<string, kplus.EnvValue>>;
  readonly publishableKey: kplus.EnvValue;
  readonly signingKey: kplus.EnvValue;
  readonly tmp: kplus.VolumeMount;
  /** The setup and validation scripts. */
  readonly scripts: kplus.VolumeMount;
  readonly adminPassword: kplus.VolumeMount;
}

/** Where a Job finds the administrator's password. */
export const adminPasswordFile = '/run/secrets/admin/password';

/** Refers to the config maps and secrets of a Medusa store. */
export function shopParts(chart: StoreChart): ShopParts {
  const scope = new Construct(chart, 'shop');
  const secret = (name: string): kplus.ISecret => kplus.Secret.fromSecretName(scope, `${name}-secret`, name);
  const application = secret(secretNames.application);
  const password = (name: string): kplus.EnvValue =>
    kplus.EnvValue.fromSecretValue({ secret: secret(name), key: 'password' });
  return {
    environment: [
      kplus.Env.fromConfigMap(kplus.ConfigMap.fromConfigMapName(scope, 'environment', configMaps.environment)),
      kplus.Env.fromSecret(application),
    ],
    addresses: {
      // In this order: only what stands before can be referred to.
      DATABASE_PASSWORD: password(secretNames.database),
      REDIS_PASSWORD: password(secretNames.redis),
      DATABASE_URL: kplus.EnvValue.fromValue(
        `postgres://${databaseName}:$(DATABASE_PASSWORD)@postgres:${databasePort}/${databaseName}`,
      ),
      REDIS_URL: kplus.EnvValue.fromValue(`redis://:$(REDIS_PASSWORD)@redis:${redisPort}`),
    },
    publishableKey: kplus.EnvValue.fromSecretValue({ secret: application, key: 'PUBLISHABLE_KEY' }),
    signingKey: kplus.EnvValue.fromSecretValue({ secret: application, key: 'JWT_SECRET' }),
    tmp: { path: '/tmp', volume: kplus.Volume.fromEmptyDir(scope, 'tmp', 'tmp', { sizeLimit: Size.mebibytes(256) }) },
    scripts: { path: scriptsFolder, readOnly: true, volume: configVolume(scope, 'scripts', configMaps.scripts) },
    adminPassword: {
      path: '/run/secrets/admin',
      readOnly: true,
      volume: secretVolume(scope, 'admin', secretNames.admin),
    },
  };
}

/** How much Node may keep in its heap. */
export function heapLimit(mebibytes: number): Record<string, kplus.EnvValue> {
  return literalEnv({ NODE_OPTIONS: `--max-old-space-size=${mebibytes}` });
}
