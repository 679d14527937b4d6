import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { k8s } from 'cdk8s-plus-28';
import { boundJob } from './bounded-job.ts';
import { configVolume } from './config-volume.ts';
import { type ContainerSize, resourcesOf } from './container-size.ts';
import { rotationScript } from './files/files.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { literalEnv } from './literal-env.ts';
import { restrictedContainer } from './restricted-pod.ts';
import { secretVolume } from './secret-volume.ts';
import type { StoreChart } from './store-chart.ts';
import { workloadProps } from './workload-props.ts';

/** The rotation Job's name without the hash of its spec. */
export const rotationJob = 'rotate-database';

const secretFolder = '/run/secrets/rotation';
const scriptFolder = '/opt/urumi';
const scriptName = 'rotate-database.sh';
const configMap = 'store-rotation';

/** The database refuses both passwords: trying again is no use. */
const fatalCodes = [77];

/** How the database of an engine is told its next password. */
export interface DatabaseRotation {
  /** `database-client.sh` of the engine: see `files/rotate-database.sh`, which the Job runs, for what it must have. */
  readonly client: string;
  /** The database's own image, for its client, and the numeric user that it runs as. */
  readonly image: string;
  readonly user: number;
  readonly size: ContainerSize;
  /** The Secret with `password`, `next-password` and `rotation`. */
  readonly secret: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Adds the Job that changes the database's password, when the file asks for it. What the file says is in the Job's spec, so each value is another
 * Job and runs once; the passwords are in files of the pod and nowhere else. It stands with the database: the stages that log in come after it.
 *
 * It runs as the `setup` component, which may reach the database.
 */
export function addRotationJob(chart: StoreChart, rotation: DatabaseRotation): void {
  const { database } = chart.store.spec.rotate;
  if (database === undefined) return;
  const scope = chart.stage('database');
  const metadata = chart.metadata(configMap, 'setup');
  const data = { 'database-client.sh': rotation.client, [scriptName]: rotationScript };
  chart.add('config', k8s.KubeConfigMap, { metadata, data, immutable: false });
  const job = new kplus.Job(scope, rotationJob, {
    ...workloadProps(chart, { name: rotationJob, component: 'setup', user: rotation.user }),
    backoffLimit: 3,
    terminationGracePeriod: Duration.seconds(10),
    containers: [
      {
        name: 'rotate',
        image: rotation.image,
        imagePullPolicy: imagePullPolicy(chart.store.environment),
        resources: resourcesOf(rotation.size),
        securityContext: restrictedContainer,
        command: ['sh', `${scriptFolder}/${scriptName}`],
        envVariables: literalEnv({ ...rotation.environment, ROTATION: database, SECRETS: secretFolder }),
        volumeMounts: [
          { path: secretFolder, readOnly: true, volume: passwords(scope, rotation.secret) },
          { path: scriptFolder, readOnly: true, volume: configVolume(scope, 'rotation-script', configMap) },
        ],
      },
    ],
  });
  boundJob(chart, job, { deadline: 80, fatal: { container: 'rotate', codes: fatalCodes } });
}

/** The shop's password, and the one that it is to get: that one comes and goes. Nothing else of the Secret. */
function passwords(scope: ReturnType<StoreChart['stage']>, secret: string): kplus.Volume {
  const items = Object.fromEntries(['password', 'next-password', 'rotation'].map((path) => [path, { path }]));
  return secretVolume(scope, 'passwords', secret, { optional: true, items });
}
