import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { boundJob } from '../../bounded-job.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { keepNearWeb } from './near-web.ts';
import { jobSizes } from './plans.ts';
import { shopContainer } from './shop-container.ts';
import type { ShopParts } from './shop-parts.ts';
import { docroot, scriptsFolder, webUser } from './shop.ts';

/**
 * Adds the Job that proves the shop: it places an order as a guest, reads it back, cancels and deletes it. It sells itself a hidden, virtual product that it makes and removes,
 * so it works with an empty catalog, with whatever the merchant sells and wherever they ship.
 */
export function addValidation(chart: StoreChart, parts: ShopParts): void {
  const scope = chart.stage('validation');
  const job = new kplus.Job(scope, 'validate', {
    ...workloadProps(chart, { name: 'validate', component: 'validate', user: webUser }),
    backoffLimit: 2,
    terminationGracePeriod: Duration.seconds(10),
    containers: [
      shopContainer(chart.store, parts, {
        name: 'validate',
        size: jobSizes.validate,
        command: ['php', `${scriptsFolder}/validate.php`],
        workingDir: docroot,
        envVariables: {
          BASE: kplus.EnvValue.fromValue('http://web'),
          INIT_DIR: kplus.EnvValue.fromValue(scriptsFolder),
        },
        volumeMounts: [parts.scripts],
      }),
    ],
  });
  boundJob(chart, job, { deadline: 300 });
  keepNearWeb(chart, job);
}
