import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { addClaim } from '../../claim.ts';
import { configVolume } from '../../config-volume.ts';
import { resourcesOf } from '../../container-size.ts';
import { digestOf } from '../../digest.ts';
import { addDisruptionBudget } from '../../disruption-budget.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import { secretVolume } from '../../secret-volume.ts';
import { selectComponent } from '../../select-component.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { redisData } from './configuration.ts';
import { plans, redisStorage } from './plans.ts';
import { claims, configMaps, redisImage, redisPort, redisUser, scriptsFolder, secretNames } from './shop.ts';

const component = 'redis';

/** Adds Redis, which holds sessions, events, queues and locks: a headless service, one pod, one volume. */
export function addRedis(chart: StoreChart): void {
  const stage = chart.stage('database');
  addClaim(chart, { stage: 'database', name: claims.redis, component, size: redisStorage });
  const service = new kplus.Service(stage, 'redis-service', {
    metadata: chart.metadata(component, component),
    clusterIP: 'None',
    ports: [{ name: 'redis', port: redisPort, targetPort: redisPort }],
  });
  const redis = new kplus.StatefulSet(stage, component, {
    ...workloadProps(chart, { name: component, component, user: redisUser, config: digestOf(redisData(chart.store)) }),
    service,
    replicas: 1,
    terminationGracePeriod: Duration.seconds(30),
    containers: [container(chart)],
  });
  selectComponent(chart.store, component, redis, service);
  addDisruptionBudget(chart, component, 'database');
}

function container(chart: StoreChart): kplus.ContainerProps {
  const scope = chart.stage('database');
  const claim = kplus.PersistentVolumeClaim.fromClaimName(scope, 'redis-claim', claims.redis);
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
    startup: probe(2, 60),
    readiness: probe(5, 3),
    liveness: kplus.Probe.fromTcpSocket({
      port: redisPort,
      periodSeconds: Duration.seconds(15),
      timeoutSeconds: Duration.seconds(5),
      failureThreshold: 4,
    }),
    volumeMounts: [
      { path: '/data', volume: kplus.Volume.fromPersistentVolumeClaim(scope, 'redis-data', claim, { name: 'data' }) },
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
function probe(periodSeconds: number, failureThreshold: number): kplus.Probe {
  return kplus.Probe.fromCommand(['sh', '-c', 'redis-cli ping | grep -q PONG'], {
    periodSeconds: Duration.seconds(periodSeconds),
    timeoutSeconds: Duration.seconds(5),
    failureThreshold,
  });
}
