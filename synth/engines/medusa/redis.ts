import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { configVolume } from '../../config-volume.ts';
import { resourcesOf } from '../../container-size.ts';
import { digestOf } from '../../digest.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { dataProbes } from '../../data-probes.ts';
import { addSinglePodService, dataVolume } from '../../single-pod-service.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import { secretVolume } from '../../secret-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { redisData } from './configuration.ts';
import { plans, redisStorage } from './plans.ts';
import { claims, configMaps, redisImage, redisPort, redisUser, scriptsFolder, secretNames } from './shop.ts';

const component = 'redis';

/** Adds Redis, which holds sessions, events, queues and locks. */
export function addRedis(chart: StoreChart): void {
  addSinglePodService(chart, {
    component,
    user: redisUser,
    claim: { name: claims.redis, size: redisStorage },
    port: { name: 'redis', number: redisPort },
    graceSeconds: 30,
    container: container(chart),
    config: digestOf(redisData(chart.store)),
  });
}

function container(chart: StoreChart): kplus.ContainerProps {
  const scope = chart.stage('database');
  const secret = kplus.Secret.fromSecretName(scope, 'redis-password', secretNames.redis);
  return {
    name: 'redis',
    image: redisImage(chart.store),
    imagePullPolicy: imagePullPolicy(chart.store.environment),
    command: ['sh', `${scriptsFolder}/start-redis.sh`],
    ports: [{ name: 'redis', number: redisPort }],
    // What redis-cli logs in with; the server itself reads the file.
    envVariables: { REDISCLI_AUTH: kplus.EnvValue.fromSecretValue({ secret, key: 'password' }) },
    resources: resourcesOf(plans[chart.store.spec.plan].redis.size),
    securityContext: restrictedContainer,
    ...dataProbes({ command: probe, port: redisPort, startupFailures: 60 }),
    volumeMounts: [
      { path: '/data', volume: dataVolume(chart, component, claims.redis) },
      { path: scriptsFolder, readOnly: true, volume: configVolume(scope, 'config', configMaps.redis) },
      { path: '/run/secrets/redis', readOnly: true, volume: secretVolume(scope, 'secret-redis', secretNames.redis) },
      // Memory: the finished configuration, with the password in it, is never written to a disk.
      {
        path: '/tmp',
        volume: kplus.Volume.fromEmptyDir(scope, 'redis-tmp', 'tmp', {
          sizeLimit: Size.mebibytes(1),
          medium: kplus.EmptyDirMedium.MEMORY,
        }),
      },
    ],
  };
}

/** A Redis that still loads its data answers, but not PONG. */
const probe = ['sh', '-c', 'redis-cli ping | grep -q PONG'];
