import { k8s, type EnvValue, type VolumeMount } from 'cdk8s-plus-28';
import { configVolume } from './config-volume.ts';
import { databaseStartedScript, startDatabaseScript } from './files/files.ts';
import { literalEnv } from './literal-env.ts';
import type { StoreChart } from './store-chart.ts';

const configMap = 'store-first-start';
const folder = '/opt/urumi';
const scripts = { 'database-started.sh': databaseStartedScript, 'start-database.sh': startDatabaseScript };

interface Database {
  readonly component: string;
  /** Everything that the server keeps, and nothing else. Does not exist or is empty before the first start. */
  readonly data: string;
  /** A file on the data's volume; may be in that folder. */
  readonly mark: string;
  /** Succeeds when the server answers over TCP. */
  readonly probe: readonly string[];
}

/** What a database's container has of it. */
interface FirstStart {
  /** Comes before the image's arguments. */
  readonly command: string[];
  readonly environment: Record<string, EnvValue>;
  /** The startup probe. */
  readonly started: string[];
  readonly mount: VolumeMount;
}

/**
 * Lets a database that is killed in its first start begin again: see files/start-database.sh. The official images never come up again from there.
 *
 * Adds a ConfigMap with the scripts to the chart. They run in the database's own image, which has its entrypoint as `docker-entrypoint.sh`.
 */
export function addFirstStart(chart: StoreChart, { component, data, mark, probe }: Database): FirstStart {
  chart.add('config', k8s.KubeConfigMap, {
    metadata: chart.metadata(configMap, component),
    data: scripts,
    immutable: false,
  });
  return {
    command: ['sh', `${folder}/start-database.sh`],
    environment: literalEnv({ DATA_FOLDER: data, FIRST_START_MARK: mark }),
    started: ['sh', `${folder}/database-started.sh`, ...probe],
    mount: { path: folder, readOnly: true, volume: configVolume(chart.stage('database'), 'first-start', configMap) },
  };
}
