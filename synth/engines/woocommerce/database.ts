import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { resourcesOf } from '../../container-size.ts';
import { literalEnv } from '../../literal-env.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { dataProbes } from '../../data-probes.ts';
import { addFirstStart } from '../../first-start.ts';
import { addSinglePodService, dataVolume } from '../../single-pod-service.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import { secretVolume } from '../../secret-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { plans } from './plans.ts';
import { claims, databaseImage, databaseName, databasePort, databaseUser, secretNames } from './shop.ts';

const secretFolder = '/run/secrets/db';
const dataFolder = '/var/lib/mysql';

const component = 'db';

/** Adds MariaDB. */
export function addDatabase(chart: StoreChart, storage: string): void {
  addSinglePodService(chart, {
    component,
    user: databaseUser,
    claim: { name: claims.database, size: storage },
    port: { name: 'mysql', number: databasePort },
    graceSeconds: 60,
    container: container(chart),
  });
}

function container(chart: StoreChart): kplus.ContainerProps {
  const scope = chart.stage('database');
  const plan = plans[chart.store.spec.plan];
  const emptyDir = (name: string, mebibytes: number): kplus.Volume =>
    kplus.Volume.fromEmptyDir(scope, `db-${name}`, name, { sizeLimit: Size.mebibytes(mebibytes) });
  const first = addFirstStart(chart, { component, data: dataFolder, mark: `${dataFolder}/.first-start`, probe });
  return {
    name: 'mariadb',
    image: databaseImage(chart.store),
    imagePullPolicy: imagePullPolicy(chart.store.environment),
    command: first.command,
    args: [
      'mariadbd',
      `--innodb-buffer-pool-size=${plan.bufferPool}`,
      '--performance-schema=off',
      '--max-connections=50',
    ],
    ports: [{ name: 'mysql', number: databasePort }],
    envVariables: { ...environment(), ...first.environment },
    resources: resourcesOf(plan.database),
    securityContext: restrictedContainer,
    ...dataProbes({ command: probe, started: first.started, port: databasePort, startupFailures: 90 }),
    volumeMounts: [
      // A folder of its own: a fresh file system has lost+found in its root, which MariaDB takes for a database.
      {
        path: dataFolder,
        subPath: 'mysql',
        volume: dataVolume(chart, component, claims.database),
      },
      { path: '/tmp', volume: emptyDir('tmp', 256) },
      { path: '/run/mysqld', volume: emptyDir('run', 1) },
      { path: secretFolder, readOnly: true, volume: secretVolume(scope, 'secret', secretNames.database) },
      first.mount,
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
const probe = [
  'sh',
  '-c',
  `MYSQL_PWD="$(cat ${secretFolder}/root-password)" mariadb --skip-ssl --protocol=tcp -h127.0.0.1 -uroot -e "select 1"`,
];
