import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { type ContainerSize, resourcesOf } from '../../container-size.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import type { StoreChart } from '../../store-chart.ts';
import { claims, configMaps, phpFolder, scriptsFolder, secretNames, shopImage, uploadsFolder } from './shop.ts';

interface ShopContainer extends Partial<Omit<kplus.ContainerProps, 'resources'>> {
  readonly name: string;
  readonly size: ContainerSize;
}

/**
 * A container that runs the shop's code: the store image with its environment, PHP settings, the uploads, and /tmp as the only other place to write to.
 *
 * @param stage the scope of the stage that the container's pod belongs to
 * @param own what this container has besides
 */
export function shopContainer(
  chart: StoreChart,
  stage: Construct,
  { size, ...own }: ShopContainer,
): kplus.ContainerProps {
  const scope = new Construct(stage, `${own.name}-container`);
  const databaseSecret = kplus.Secret.fromSecretName(scope, 'database', secretNames.database);
  return {
    image: shopImage(chart.store),
    imagePullPolicy: imagePullPolicy(chart.store.environment),
    resources: resourcesOf(size),
    securityContext: restrictedContainer,
    ...own,
    envFrom: [
      kplus.Env.fromConfigMap(kplus.ConfigMap.fromConfigMapName(scope, 'environment', configMaps.environment)),
      kplus.Env.fromSecret(kplus.Secret.fromSecretName(scope, 'salts', secretNames.salts)),
    ],
    envVariables: {
      WORDPRESS_DB_PASSWORD: kplus.EnvValue.fromSecretValue({ secret: databaseSecret, key: 'password' }),
      HOME: kplus.EnvValue.fromValue('/tmp'),
      // The leading colon keeps the image's own folder; both PHP of the official image and Debian's read it.
      PHP_INI_SCAN_DIR: kplus.EnvValue.fromValue(`:${phpFolder}`),
      ...own.envVariables,
    },
    volumeMounts: [
      { path: '/tmp', volume: kplus.Volume.fromEmptyDir(scope, 'tmp', 'tmp', { sizeLimit: Size.mebibytes(256) }) },
      { path: phpFolder, readOnly: true, volume: configVolume(scope, 'php', configMaps.php) },
      { path: uploadsFolder, volume: uploadsVolume(scope) },
      ...(own.volumeMounts ?? []),
    ],
  };
}

/** The setup and validation scripts. */
export function scriptsMount(scope: Construct): kplus.VolumeMount {
  return { path: scriptsFolder, readOnly: true, volume: configVolume(scope, 'scripts', configMaps.scripts) };
}

/**
 * @param id also the volume's name in the pod
 */
export function configVolume(scope: Construct, id: string, name: string): kplus.Volume {
  return kplus.Volume.fromConfigMap(
    scope,
    `${id}-volume`,
    kplus.ConfigMap.fromConfigMapName(scope, `${id}-config`, name),
    { name: id },
  );
}

/** @param id also the volume's name in the pod */
export function secretVolume(scope: Construct, id: string, name: string): kplus.Volume {
  const secret = kplus.Secret.fromSecretName(scope, `${id}-secret`, name);
  return kplus.Volume.fromSecret(scope, `${id}-volume`, secret, { name: id, defaultMode: 0o440 });
}

function uploadsVolume(scope: Construct): kplus.Volume {
  const claim = kplus.PersistentVolumeClaim.fromClaimName(scope, 'uploads-claim', claims.files);
  return kplus.Volume.fromPersistentVolumeClaim(scope, 'uploads', claim, { name: 'uploads' });
}
