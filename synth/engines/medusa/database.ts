import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { addClaim } from '../../claim.ts';
import { resourcesOf } from '../../container-size.ts';
import { addDisruptionBudget } from '../../disruption-budget.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { literalEnv } from '../../literal-env.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import { secretVolume } from '../../secret-volume.ts';
import { selectComponent } from '../../select-component.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { plans } from './plans.ts';
import { claims, databaseImage, databaseName, databasePort, databaseUser, secretNames } from './shop.ts';

const component = 'postgres';
const secretFolder = '/run/secrets/db';
/** Where the official image of PostgreSQL 18 and newer wants the volume; the data is in a folder of the major version below. */
const dataFolder = '/var/lib/postgresql';

/** Adds PostgreSQL: a headless service, one pod, one volume. */
export function addDatabase(chart: StoreChart, storage: string): void {
  const stage = chart.stage('database');
  addClaim(chart, { stage: 'database', name: claims.database, component, size: storage });
  const service = new kplus.Service(stage, 'postgres-service', {
    metadata: chart.metadata(component, component),
    clusterIP: 'None',
    ports: [{ name: 'postgres', port: databasePort, targetPort: databasePort }],
  });
  const database = new kplus.StatefulSet(stage, component, {
    ...workloadProps(chart, { name: component, component, user: databaseUser }),
    service,
    replicas: 1,
    terminationGracePeriod: Duration.seconds(60),
    containers: [container(chart)],
  });
  selectComponent(chart.store, component, database, service);
  addDisruptionBudget(chart, component, 'database');
}

function container(chart: StoreChart): kplus.ContainerProps {
  const scope = chart.stage('database');
  const { size, buffers } = plans[chart.store.spec.plan].database;
  const claim = kplus.PersistentVolumeClaim.fromClaimName(scope, 'postgres-claim', claims.database);
  const emptyDir = (name: string, mebibytes: number, medium = kplus.EmptyDirMedium.DEFAULT): kplus.Volume =>
    kplus.Volume.fromEmptyDir(scope, `postgres-${name}`, name, { sizeLimit: Size.mebibytes(mebibytes), medium });
  return {
    name: 'postgres',
    image: databaseImage(chart.store),
    imagePullPolicy: imagePullPolicy(chart.store.environment),
    args: ['postgres', '-c', `shared_buffers=${buffers}`, '-c', 'max_connections=100'],
    ports: [{ name: 'postgres', number: databasePort }],
    // Only an empty volume reads the names and the password.
    envVariables: literalEnv({
      POSTGRES_USER: databaseName,
      POSTGRES_DB: databaseName,
      POSTGRES_PASSWORD_FILE: `${secretFolder}/password`,
      PGDATA: `${dataFolder}/18/docker`,
    }),
    resources: resourcesOf(size),
    securityContext: restrictedContainer,
    startup: probe(2, 90),
    readiness: probe(5, 3),
    liveness: kplus.Probe.fromTcpSocket({
      port: databasePort,
      periodSeconds: Duration.seconds(15),
      timeoutSeconds: Duration.seconds(5),
      failureThreshold: 4,
    }),
    volumeMounts: [
      {
        path: dataFolder,
        volume: kplus.Volume.fromPersistentVolumeClaim(scope, 'postgres-data', claim, { name: 'data' }),
      },
      { path: '/tmp', volume: emptyDir('tmp', 64) },
      { path: '/var/run/postgresql', volume: emptyDir('run', 1) },
      // A container's own is 64 MiB for all; parallel queries need more than that at times.
      { path: '/dev/shm', volume: emptyDir('shm', 128, kplus.EmptyDirMedium.MEMORY) },
      { path: secretFolder, readOnly: true, volume: secretVolume(scope, 'secret', secretNames.database) },
    ],
  };
}

/** Over TCP: through the socket the temporary server that the image starts to create its users would look ready. */
function probe(periodSeconds: number, failureThreshold: number): kplus.Probe {
  return kplus.Probe.fromCommand(['pg_isready', '-h', '127.0.0.1', '-U', databaseName, '-d', databaseName], {
    periodSeconds: Duration.seconds(periodSeconds),
    timeoutSeconds: Duration.seconds(5),
    failureThreshold,
  });
}
