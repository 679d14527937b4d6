import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { resourcesOf } from '../../container-size.ts';
import { literalEnv } from '../../literal-env.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import { secretVolume } from '../../secret-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { selectComponent } from '../../select-component.ts';
import { workloadProps } from '../../workload-props.ts';
import { addClaim } from '../../claim.ts';
import { addDisruptionBudget } from '../../disruption-budget.ts';
import { plans } from './plans.ts';
import { claims, databaseImage, databaseName, databasePort, databaseUser, secretNames } from './shop.ts';

const secretFolder = '/run/secrets/db';

/** Adds MariaDB: a headless service, one pod, one volume. */
export function addDatabase(chart: StoreChart, storage: string): void {
  const stage = chart.stage('database');
  const component = 'db';
  addClaim(chart, { stage: 'database', name: claims.database, component, size: storage });
  const service = new kplus.Service(stage, 'db-service', {
    metadata: chart.metadata('db', component),
    clusterIP: 'None',
    ports: [{ name: 'mysql', port: databasePort, targetPort: databasePort }],
  });
  const database = new kplus.StatefulSet(stage, 'db', {
    ...workloadProps(chart, { name: 'db', component, user: databaseUser }),
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
  const plan = plans[chart.store.spec.plan];
  const claim = kplus.PersistentVolumeClaim.fromClaimName(scope, 'db-claim', claims.database);
  const emptyDir = (name: string, mebibytes: number): kplus.Volume =>
    kplus.Volume.fromEmptyDir(scope, `db-${name}`, name, { sizeLimit: Size.mebibytes(mebibytes) });
  return {
    name: 'mariadb',
    image: databaseImage(chart.store),
    imagePullPolicy: imagePullPolicy(chart.store.environment),
    args: [
      'mariadbd',
      `--innodb-buffer-pool-size=${plan.bufferPool}`,
      '--performance-schema=off',
      '--max-connections=50',
    ],
    ports: [{ name: 'mysql', number: databasePort }],
    envVariables: environment(),
    resources: resourcesOf(plan.database),
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
      // A folder of its own: a fresh file system has lost+found in its root, which MariaDB takes for a database.
      {
        path: '/var/lib/mysql',
        subPath: 'mysql',
        volume: kplus.Volume.fromPersistentVolumeClaim(scope, 'db-data-volume', claim, { name: 'data' }),
      },
      { path: '/tmp', volume: emptyDir('tmp', 256) },
      { path: '/run/mysqld', volume: emptyDir('run', 1) },
      { path: secretFolder, readOnly: true, volume: secretVolume(scope, 'secret', secretNames.database) },
    ],
  };
}

/** Only an empty volume reads the names and passwords; MARIADB_AUTO_UPGRADE adapts the system tables after an upgrade or a restore. */
function environment(): Record<string, kplus.EnvValue> {
  const values = {
    MARIADB_DATABASE: databaseName,
    MARIADB_USER: databaseName,
    MARIADB_PASSWORD_FILE: `${secretFolder}/password`,
    MARIADB_ROOT_PASSWORD_FILE: `${secretFolder}/root-password`,
    // root comes from inside the pod only
    MARIADB_ROOT_HOST: '127.0.0.1',
    MARIADB_AUTO_UPGRADE: '1',
  };
  return literalEnv(values);
}

/**
 * A query over TCP. The image's own healthcheck.sh needs a file that only a first start writes, so it fails on a restored volume; and over the
 * socket the temporary server that the image starts to create its users would look ready.
 */
function probe(periodSeconds: number, failureThreshold: number): kplus.Probe {
  const query = `MYSQL_PWD="$(cat ${secretFolder}/root-password)" mariadb --skip-ssl --protocol=tcp -h127.0.0.1 -uroot -e "select 1"`;
  return kplus.Probe.fromCommand(['sh', '-c', query], {
    periodSeconds: Duration.seconds(periodSeconds),
    timeoutSeconds: Duration.seconds(5),
    failureThreshold,
  });
}
