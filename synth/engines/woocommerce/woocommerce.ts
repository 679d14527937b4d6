import type { StoreSpec } from '../../spec/store.ts';
import type { StoreChart } from '../../store-chart.ts';
import type { Engine, Storage } from '../engine.ts';
import { addConfiguration } from './configuration.ts';
import { addCron } from './cron.ts';
import { addDatabase } from './database.ts';
import { addIngress } from '../../ingress.ts';
import { plans } from './plans.ts';
import { addRotation } from './rotation.ts';
import { secretRequests } from './secrets.ts';
import { addSetup } from './setup.ts';
import { shopParts } from './shop-parts.ts';
import { claims, databasePort, webPort } from './shop.ts';
import { addValidation } from './validation.ts';
import { addWeb } from './web.ts';

/** HTTP, HTTPS and mail submission: payment providers, carriers and mail services, which plugins talk to. */
const internet = [80, 443, 587];

/** WordPress with WooCommerce on MariaDB. */
export const woocommerce: Engine = {
  name: 'woocommerce',
  defaultVersion: '11.0.1',
  adminPath: '/wp-admin/',
  components: [
    { name: 'db', listens: { port: databasePort, from: ['web', 'setup', 'cron', 'validate'] } },
    { name: 'web', listens: { port: webPort, from: ['validate'], ingressController: true }, internet },
    { name: 'setup' },
    { name: 'cron', internet },
    { name: 'validate' },
  ],
  storage,
  claims,
  build(chart: StoreChart): void {
    const { database, files } = storage(chart.store.spec);
    const parts = shopParts(chart);
    addConfiguration(chart);
    addDatabase(chart, database);
    addRotation(chart);
    addSetup(chart, parts, files);
    const service = addWeb(chart, parts);
    addCron(chart, parts);
    addIngress(chart, 'web', [{ path: '/', service }]);
    addValidation(chart, parts);
  },
  secrets: secretRequests,
};

function storage({ plan, storage: own }: StoreSpec): Required<Storage> {
  const defaults = plans[plan].storage;
  return { database: own.database ?? defaults.database, files: own.files ?? defaults.files };
}
