import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { resourcesOf } from '../../container-size.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { literalEnv } from '../../literal-env.ts';
import { addReplicated } from '../../replicated.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import type { StoreChart } from '../../store-chart.ts';
import { workloadProps } from '../../workload-props.ts';
import type { StoreContext } from '../engine.ts';
import { plans } from './plans.ts';
import { replicasOf } from './replicas.ts';
import type { ShopParts } from './shop-parts.ts';
import { nodeUser, storefrontImage, storefrontPort } from './shop.ts';

/** Adds the storefront: the shop's pages, which talk to the server inside the cluster. Returns its service, for the ingress. */
export function addStorefront(chart: StoreChart, parts: ShopParts): kplus.Service {
  return addReplicated(chart, {
    component: 'storefront',
    port: storefrontPort,
    replicas: replicasOf(chart.store),
    workload: {
      ...workloadProps(chart, { name: 'storefront', component: 'storefront', user: nodeUser }),
      containers: [container(chart, parts)],
    },
  });
}

function container(chart: StoreChart, parts: ShopParts): kplus.ContainerProps {
  const { store } = chart;
  const scope = chart.stage('application');
  const cache = kplus.Volume.fromEmptyDir(scope, 'next-cache', 'cache', { sizeLimit: Size.mebibytes(256) });
  return {
    name: 'storefront',
    image: storefrontImage(store),
    imagePullPolicy: imagePullPolicy(store.environment),
    ports: [{ name: 'http', number: storefrontPort }],
    envVariables: { ...literalEnv(environment(store)), NEXT_PUBLIC_MEDUSA_PUBLISHABLE_KEY: parts.publishableKey },
    resources: resourcesOf(plans[store.spec.plan].storefront.size),
    securityContext: restrictedContainer,
    // A file that is served without asking the server: pages are proven by the validation, and a server that is away for a moment is no reason to take the shop's pages away too.
    startup: probe([2, 5, 60]),
    readiness: probe([5, 5, 3]),
    liveness: probe([10, 10, 6]),
    lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '5']) },
    volumeMounts: [parts.tmp, { path: '/storefront/apps/storefront/.next/cache', volume: cache }],
  };
}

/** Read at run time, so that one image serves every store: see images/medusa-storefront. */
function environment({ hosts, scheme, spec }: StoreContext): Record<string, string> {
  return {
    HOSTNAME: '0.0.0.0',
    NEXT_PUBLIC_BASE_URL: `${scheme}://${hosts[0]}`,
    NEXT_PUBLIC_DEFAULT_REGION: spec.country.toLowerCase(),
    NEXT_PUBLIC_MEDUSA_BACKEND_URL: 'http://server',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(storefrontPort),
  };
}

function probe([period, timeout, failureThreshold]: [number, number, number]): kplus.Probe {
  return kplus.Probe.fromHttpGet('/favicon.ico', {
    port: storefrontPort,
    periodSeconds: Duration.seconds(period),
    timeoutSeconds: Duration.seconds(timeout),
    failureThreshold,
  });
}
