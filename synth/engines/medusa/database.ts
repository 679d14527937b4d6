import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { resourcesOf } from '../../container-size.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { literalEnv } from '../../literal-env.ts';
import { dataProbes } from '../../data-probes.ts';
import { addFirstStart } from '../../first-start.ts';
import { addSinglePodService, dataVolume } from '../../single-pod-service.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import { secretVolume } from '../../secret-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { plans } from './plans.ts';
import { claims, databaseImage, databaseName, databasePort, databaseUser, secretNames } from './shop.ts';

const component = 'postgres';
const secretFolder = '/run/secrets/db';
/** Where the official image of PostgreSQL 18 and newer wants the volume; the data is in a folder of the major version below. */
const volumeFolder = '/var/lib/postgresql';
const dataFolder = `${volumeFolder}/18`;

/** Adds PostgreSQL. */
export function addDatabase(chart: StoreChart, storage: string): void {
  addSinglePodService(chart, {
    component,
    user: databaseUser,
    claim: { name: claims.database, size: storage },
    port: { name: 'postgres', number: databasePort },
    graceSeconds: 60,
    container: container(chart),
  });
}

function container(chart: StoreChart): kplus.ContainerProps {
  const scope = chart.stage('database');
  const { size, buffers } = plans[chart.store.spec.plan].database;
  const emptyDir = (name: string, mebibytes: number, medium = kplus.EmptyDirMedium.DEFAULT): kplus.Volume =>
    kplus.Volume.fromEmptyDir(scope, `postgres-${name}`, name, { sizeLimit: Size.mebibytes(mebibytes), medium });
  const first = addFirstStart(chart, { component, data: dataFolder, mark: `${volumeFolder}/.first-start`, probe });
  return {
    name: 'postgres',
    image: databaseImage(chart.store),
    imagePullPolicy: imagePullPolicy(chart.store.environment),
    command: first.command,
    args: ['postgres', '-c', `shared_buffers=${buffers}`, '-c', 'max_connections=100'],
    ports: [{ name: 'postgres', number: databasePort }],
    // Only an empty volume reads the names and the password.
    envVariables: {
      ...literalEnv({
        POSTGRES_USER: databaseName,
        POSTGRES_DB: databaseName,
        POSTGRES_PASSWORD_FILE: `${secretFolder}/password`,
        PGDATA: `${dataFolder}/docker`,
      }),
      ...first.environment,
    },
    resources: resourcesOf(size),
    securityContext: restrictedContainer,
    ...dataProbes({ command: probe, started: first.started, port: databasePort, startupFailures: 90 }),
    volumeMounts: [
      {
        path: volumeFolder,
        volume: dataVolume(chart, component, claims.database),
      },
      { path: '/tmp', volume: emptyDir('tmp', 64) },
      { path: '/var/run/postgresql', volume: emptyDir('run', 1) },
      // A container's own is 64 MiB for all; parallel queries need more than that at times.
      { path: '/dev/shm', volume: emptyDir('shm', 128, kplus.EmptyDirMedium.MEMORY) },
      { path: secretFolder, readOnly: true, volume: secretVolume(scope, 'secret', secretNames.database) },
      first.mount,
    ],
  };
}

/** Over TCP: through the socket the temporary server that the image starts to create its users would look ready. */
const probe = ['pg_isready', '-h', '127.0.0.1', '-U', databaseName, '-d', databaseName];
