import { addIngress } from '../../ingress.ts';
import type { StoreSpec } from '../../spec/store.ts';
import type { StoreChart } from '../../store-chart.ts';
import type { Engine, Storage } from '../engine.ts';
import { addConfiguration } from './configuration.ts';
import { addDatabase } from './database.ts';
import { plans } from './plans.ts';
import { addRedis } from './redis.ts';
import { addRotation } from './rotation.ts';
import { secretRequests } from './secrets.ts';
import { addServer, addWorker } from './server.ts';
import { addSetup } from './setup.ts';
import { shopParts } from './shop-parts.ts';
import { claims, databasePort, redisPort, serverPaths, serverPort, storefrontPort } from './shop.ts';
import { addStorefront } from './storefront.ts';
import { addValidation } from './validation.ts';

/** HTTP, HTTPS and mail submission: payment providers, carriers and mail services. */
const internet = [80, 443, 587];

/** Everything that runs Medusa's own code. */
const application = ['server', 'worker', 'setup'];

/** MedusaJS with a Next.js storefront, on PostgreSQL and Redis. */
export const medusa: Engine = {
  name: 'medusa',
  defaultVersion: '2.21.2',
  adminPath: '/app',
  components: [
    { name: 'postgres', listens: { port: databasePort, from: application } },
    { name: 'redis', listens: { port: redisPort, from: application } },
    {
      name: 'server',
      listens: { port: serverPort, from: ['storefront', 'validate'], ingressController: true },
      internet,
    },
    { name: 'worker', internet },
    { name: 'storefront', listens: { port: storefrontPort, from: ['validate'], ingressController: true } },
    { name: 'setup' },
    { name: 'validate' },
  ],
  claims: { database: claims.database },
  storage,
  build(chart: StoreChart): void {
    const parts = shopParts(chart);
    addConfiguration(chart);
    addDatabase(chart, storage(chart.store.spec).database);
    addRedis(chart);
    addRotation(chart);
    addSetup(chart, parts);
    const server = addServer(chart, parts);
    addWorker(chart, parts);
    const storefront = addStorefront(chart, parts);
    addIngress(chart, 'storefront', [
      ...serverPaths.map((path) => ({ path, service: server })),
      { path: '/', service: storefront },
    ]);
    addValidation(chart, parts);
  },
  secrets: secretRequests,
};

/** Uploaded files are in the database: no server needs a volume, so any number of them can run on any node. */
function storage({ plan, storage: own }: StoreSpec): Storage {
  return { database: own.database ?? plans[plan].storage.database };
}
