import * as kplus from 'cdk8s-plus-28';
import { Duration } from 'cdk8s';
import { boundJob } from '../../bounded-job.ts';
import { digestOf } from '../../digest.ts';
import { literalEnv } from '../../literal-env.ts';
import { secretVolume } from '../../secret-volume.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { adminEmail } from '../admin-login.ts';
import type { StoreContext } from '../engine.ts';
import { addClaim } from '../../claim.ts';
import { setupScripts } from './files/files.ts';
import { keepNearWeb } from './near-web.ts';
import { gateways } from './gateways.ts';
import { jobSizes } from './plans.ts';
import { shopContainer } from './shop-container.ts';
import type { ShopParts } from './shop-parts.ts';
import { claims, docroot, scriptsFolder, secretNames, webUser } from './shop.ts';

/** Exit codes of init.sh that trying again does not cure: a half-made shop with data in it, a refused password, no password. */
const fatalCodes = [75, 77, 78];

const scriptsDigest = digestOf(setupScripts);

/**
 * Adds the Job that installs, seeds and upgrades the shop, and the uploads volume, which it is the first to mount (without it WooCommerce would leave out the
 * protection of downloads, for good).
 *
 * The Job is named by the hash of its spec, so it runs again exactly when something in it changes: the image (core and WooCommerce migrate their tables), what the file
 * says of the shop (title, currency, country, payments, catalog, administrator), the first host, or the scripts themselves. Not when the plan, the other hosts or Apache's and
 * PHP's settings change: a set-up shop needs none of that again.
 */
export function addSetup(chart: StoreChart, parts: ShopParts, storage: string): void {
  const component = 'setup';
  // With the database, a stage early: by the time that a pod wants the volume it is there, and the scheduler need not try twice.
  addClaim(chart, { stage: 'database', name: claims.files, component: 'web', size: storage });
  const scope = chart.stage('setup');
  const job = new kplus.Job(scope, 'setup', {
    ...workloadProps(chart, { name: 'setup', component, user: webUser, config: scriptsDigest }),
    backoffLimit: 3,
    terminationGracePeriod: Duration.seconds(10),
    containers: [
      shopContainer(chart.store, parts, {
        name: 'setup',
        size: jobSizes.setup,
        command: ['sh', `${scriptsFolder}/init.sh`],
        workingDir: docroot,
        envVariables: environment(chart.store),
        volumeMounts: [
          parts.scripts,
          { path: '/run/secrets/admin', readOnly: true, volume: secretVolume(scope, 'admin', secretNames.admin) },
        ],
      }),
    ],
  });
  boundJob(chart, job, { deadline: 900, fatal: { container: 'setup', codes: fatalCodes } });
  keepNearWeb(chart, job);
}

function environment({ spec, name, hosts, scheme }: StoreContext): Record<string, kplus.EnvValue> {
  return literalEnv({
    HOST: hosts[0],
    SCHEME: scheme,
    TITLE: spec.title ?? name,
    ADMIN_USER: spec.admin.username,
    ADMIN_EMAIL: adminEmail(spec.admin, hosts[0]),
    ADMIN_PASSWORD_FILE: '/run/secrets/admin/password',
    CURRENCY: spec.currency,
    COUNTRY: spec.country,
    GATEWAYS: gateways(spec.payments).join(' '),
    CATALOG: spec.catalog,
    INIT_DIR: scriptsFolder,
    DB_WAIT_S: '120',
  });
}
