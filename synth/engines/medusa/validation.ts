import { adminEmail } from '../admin-login.ts';
import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { boundJob } from '../../bounded-job.ts';
import { resourcesOf } from '../../container-size.ts';
import { digestOf } from '../../digest.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { literalEnv } from '../../literal-env.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import { validationScripts } from './files/files.ts';
import { jobs } from './plans.ts';
import { adminPasswordFile, heapLimit, type ShopParts } from './shop-parts.ts';
import { nodeUser, scriptsFolder, serverImage } from './shop.ts';

const scriptsDigest = digestOf(validationScripts);

/**
 * Adds the Job that proves the shop: it looks at the storefront, fills a cart as a guest, places the order, reads it as the shopkeeper does, and cancels it. It sells itself a product
 * of its own in a sales channel of its own, so no customer ever sees it, and it works with an empty catalog and with whatever the merchant sells.
 */
export function addValidation(chart: StoreChart, parts: ShopParts): void {
  const { store } = chart;
  const scope = chart.stage('validation');
  const job = new kplus.Job(scope, 'validate', {
    ...workloadProps(chart, { name: 'validate', component: 'validate', user: nodeUser, config: scriptsDigest }),
    backoffLimit: 2,
    terminationGracePeriod: Duration.seconds(10),
    containers: [
      {
        name: 'validate',
        image: serverImage(store),
        imagePullPolicy: imagePullPolicy(store.environment),
        resources: resourcesOf(jobs.validate.size),
        securityContext: restrictedContainer,
        // Plain Node over HTTP: it knows the shop as a customer and a shopkeeper do, and has no way to the database.
        command: ['node', `${scriptsFolder}/validate.mjs`],
        envVariables: {
          ...literalEnv({
            ADMIN_EMAIL: adminEmail(store.spec.admin, store.hosts[0]),
            ADMIN_PASSWORD_FILE: adminPasswordFile,
            HOST: store.hosts[0],
            SCHEME: store.scheme,
            SERVER: 'http://server',
            STOREFRONT: 'http://storefront',
          }),
          ...heapLimit(jobs.validate.heap),
          PUBLISHABLE_KEY: parts.publishableKey,
          // Should the shopkeeper have changed the password: what sessions are signed with.
          JWT_SECRET: parts.signingKey,
        },
        volumeMounts: [parts.tmp, parts.scripts, parts.adminPassword],
      },
    ],
  });
  boundJob(chart, job, { deadline: 300 });
}
