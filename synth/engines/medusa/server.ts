import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { digestOf } from '../../digest.ts';
import { addReplicated } from '../../replicated.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import type { StoreContext } from '../engine.ts';
import { environmentData } from './configuration.ts';
import { plans } from './plans.ts';
import { replicasOf } from './replicas.ts';
import { serverContainer } from './server-container.ts';
import type { ShopParts } from './shop-parts.ts';
import { nodeUser, serverPort } from './shop.ts';

/** Adds the Medusa server, which answers shop, API and admin pages. Returns its service, for the ingress. */
export function addServer(chart: StoreChart, parts: ShopParts): kplus.Service {
  const { server, worker } = plans[chart.store.spec.plan];
  return addReplicated(chart, {
    component: 'server',
    port: serverPort,
    replicas: replicasOf(chart.store),
    workload: {
      ...workloadProps(chart, { name: 'server', component: 'server', user: nodeUser, config: configOf(chart.store) }),
      containers: [
        serverContainer(chart.store, parts, {
          ...server,
          name: 'medusa',
          mode: worker === undefined ? 'shared' : 'server',
          ports: [{ name: 'http', number: serverPort }],
          startup: get('/health', [2, 5, 90]),
          // Asks the database and Redis: Medusa's own /health says that all is well while every request hangs.
          readiness: get('/ready', [5, 5, 3]),
          liveness: get('/health', [10, 10, 6]),
          lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '5']) },
        }),
      ],
    },
  });
}

/** Adds the worker, where the plan has one: it takes events, workflows and scheduled jobs off the server. */
export function addWorker(chart: StoreChart, parts: ShopParts): void {
  const { worker } = plans[chart.store.spec.plan];
  if (worker === undefined) return;
  addReplicated(chart, {
    component: 'worker',
    workload: {
      ...workloadProps(chart, { name: 'worker', component: 'worker', user: nodeUser, config: configOf(chart.store) }),
      containers: [
        serverContainer(chart.store, parts, {
          ...worker,
          name: 'worker',
          mode: 'worker',
          ports: [{ name: 'http', number: serverPort }],
          startup: get('/health', [2, 5, 90]),
          readiness: get('/health', [10, 5, 3]),
          liveness: get('/health', [10, 10, 6]),
        }),
      ],
    },
  });
}

/** Pods read configuration and secrets when they start: a change or a rotation replaces them. */
function configOf(store: StoreContext): string {
  const { rotate } = store.spec;
  return digestOf([environmentData(store), ...(Object.keys(rotate).length === 0 ? [] : [rotate])]);
}

function get(path: string, [period, timeout, failureThreshold]: [number, number, number]): kplus.Probe {
  return kplus.Probe.fromHttpGet(path, {
    port: serverPort,
    periodSeconds: Duration.seconds(period),
    timeoutSeconds: Duration.seconds(timeout),
    failureThreshold,
  });
}
