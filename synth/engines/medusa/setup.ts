import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { boundJob } from '../../bounded-job.ts';
import { digestOf } from '../../digest.ts';
import { literalEnv } from '../../literal-env.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { adminEmail } from '../admin-login.ts';
import type { StoreContext } from '../engine.ts';
import { setupScripts } from './files/files.ts';
import { jobs } from './plans.ts';
import { serverContainer } from './server-container.ts';
import { adminPasswordFile, type ShopParts } from './shop-parts.ts';
import { nodeUser, scriptsFolder, serverFolder } from './shop.ts';

/** Exit codes of setup.sh that trying again does not cure: a refused password, no password for the administrator. */
const fatalCodes = [77, 78];

const scriptsDigest = digestOf(setupScripts);

/**
 * Adds the Job that brings the database to the version of the image and the shop to what its file says: migrations, links, migration scripts, then
 * the administrator, the publishable key, region, currency, and a catalog on the first day.
 *
 * It stands before the servers, so of a new version the tables are there before the first pod that needs them, while the old pods serve on. The Job is named by the
 * hash of its spec: it runs again exactly when the image, what the file says of the shop, or the scripts change; not when the plan or the hosts do.
 */
export function addSetup(chart: StoreChart, parts: ShopParts): void {
  const scope = chart.stage('setup');
  const job = new kplus.Job(scope, 'setup', {
    ...workloadProps(chart, { name: 'setup', component: 'setup', user: nodeUser, config: scriptsDigest }),
    backoffLimit: 3,
    terminationGracePeriod: Duration.seconds(10),
    containers: [
      serverContainer(chart.store, parts, {
        ...jobs.setup,
        name: 'setup',
        mode: 'server',
        command: ['sh', `${scriptsFolder}/setup.sh`],
        envVariables: literalEnv(environment(chart.store)),
        volumeMounts: [parts.scripts, parts.adminPassword],
      }),
    ],
  });
  boundJob(chart, job, { deadline: 900, fatal: { container: 'setup', codes: fatalCodes } });
}

function environment({ spec, name, hosts }: StoreContext): Record<string, string> {
  return {
    ADMIN_EMAIL: adminEmail(spec.admin, hosts[0]),
    ADMIN_PASSWORD_FILE: adminPasswordFile,
    APP_DIR: serverFolder,
    CATALOG: spec.catalog,
    COUNTRY: spec.country.toLowerCase(),
    CURRENCY: spec.currency.toLowerCase(),
    DB_WAIT_S: '120',
    SCRIPTS_DIR: scriptsFolder,
    TITLE: spec.title ?? name,
  };
}
