import { Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { boundJob } from '../../bounded-job.ts';
import { digestOf } from '../../digest.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { keepNearWeb } from './near-web.ts';
import { plans } from './plans.ts';
import { shopContainer } from './shop-container.ts';
import type { ShopParts } from './shop-parts.ts';
import { docroot, scriptsFolder, webUser } from './shop.ts';

const everyMinutes = 5;

/**
 * Adds the shop's own schedule (WP-Cron and WooCommerce's action queue, table upgrades among them): every five minutes for 3 to 6 s. The shop cannot start it
 * by a request to itself, since pods do not reach their own public address.
 */
export function addCron(chart: StoreChart, parts: ShopParts): void {
  const scope = chart.stage('application');
  const cron = new kplus.CronJob(scope, 'wp-cron', {
    ...workloadProps(chart, { name: 'wp-cron', component: 'cron', user: webUser }),
    schedule: new Cron({ minute: minutes(chart.store.name) }),
    concurrencyPolicy: kplus.ConcurrencyPolicy.FORBID,
    startingDeadline: Duration.seconds(120),
    successfulJobsRetained: 1,
    failedJobsRetained: 1,
    backoffLimit: 0,
    terminationGracePeriod: Duration.seconds(10),
    containers: [
      shopContainer(chart.store, parts, {
        name: 'cron',
        size: plans[chart.store.spec.plan].cron,
        command: ['sh', `${scriptsFolder}/cron.sh`],
        workingDir: docroot,
        volumeMounts: [parts.scripts],
      }),
    ],
  });
  boundJob(chart, cron, { deadline: 240 });
  keepNearWeb(chart, cron);
}

/** Each store has its own minute, so that a thousand stores do not start a thousand pods at once. */
function minutes(store: string): string {
  const first = Number.parseInt(digestOf(store).slice(0, 8), 16) % everyMinutes;
  return `${first}-59/${everyMinutes}`;
}
