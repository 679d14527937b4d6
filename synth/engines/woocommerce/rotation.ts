import * as kplus from 'cdk8s-plus-28';
import { k8s } from 'cdk8s-plus-28';
import { Duration } from 'cdk8s';
import { boundJob } from '../../bounded-job.ts';
import { configVolume } from '../../config-volume.ts';
import { resourcesOf } from '../../container-size.ts';
import { literalEnv } from '../../literal-env.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import { secretVolume } from '../../secret-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { rotationScript } from './files/files.ts';
import { jobSizes } from './plans.ts';
import { configMaps, databaseImage, databaseName, databaseUser, scriptsFolder, secretNames } from './shop.ts';

/** The rotation Job's name without the hash of its spec. */
export const rotationJob = 'rotate-database';

const folder = '/run/secrets/rotation';

/** The database refuses both passwords: trying again is no use. */
const fatalCodes = [77];

/**
 * Adds the Job that changes the database's password, when the file asks for it. What the file says is in the Job's spec, so each value is another
 * Job and runs once; the passwords are in files of the pod and nowhere else. It stands with the database: the stages that log in come after it.
 *
 * It runs as the `setup` component, which may reach the database and nothing else.
 */
export function addRotation(chart: StoreChart): void {
  const { database } = chart.store.spec.rotate;
  if (database === undefined) return;
  const scope = chart.stage('database');
  const scriptName = 'rotate-database.sh';
  const metadata = chart.metadata(configMaps.rotation, 'setup');
  chart.add('config', k8s.KubeConfigMap, { metadata, data: { [scriptName]: rotationScript }, immutable: false });
  const job = new kplus.Job(scope, rotationJob, {
    ...workloadProps(chart, { name: rotationJob, component: 'setup', user: databaseUser }),
    backoffLimit: 3,
    terminationGracePeriod: Duration.seconds(10),
    containers: [
      {
        name: 'rotate',
        image: databaseImage(chart.store),
        imagePullPolicy: imagePullPolicy(chart.store.environment),
        resources: resourcesOf(jobSizes.rotate),
        securityContext: restrictedContainer,
        command: ['sh', `${scriptsFolder}/${scriptName}`],
        envVariables: environment(database),
        volumeMounts: [
          { path: folder, readOnly: true, volume: passwords(scope) },
          { path: scriptsFolder, readOnly: true, volume: configVolume(scope, 'rotation-script', configMaps.rotation) },
        ],
      },
    ],
  });
  boundJob(chart, job, { deadline: 80, fatal: { container: 'rotate', codes: fatalCodes } });
}

function environment(rotation: string): Record<string, kplus.EnvValue> {
  return literalEnv({ DB_HOST: 'db', DB_USER: databaseName, ROTATION: rotation, SECRETS: folder });
}

/** The shop's password, and the one that it is to get: that one comes and goes. Not the one of root. */
function passwords(scope: ReturnType<StoreChart['stage']>): kplus.Volume {
  const items = Object.fromEntries(['password', 'next-password', 'rotation'].map((path) => [path, { path }]));
  return secretVolume(scope, 'passwords', secretNames.database, { optional: true, items });
}
