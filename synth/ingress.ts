import * as kplus from 'cdk8s-plus-28';
import { digestOf } from './digest.ts';
import type { Environment } from './spec/fleet.ts';
import type { StoreChart } from './store-chart.ts';

/** Issuer of the sandbox and of local clusters. */
const selfSignedIssuer = 'urumi-selfsigned';

/** Requests whose path is `path` or below it go to `service`. */
export interface Route {
  readonly path: string;
  readonly service: kplus.Service;
}

/**
 * Adds the ingress of a store: every host of it with the same routes, and where the fleet has TLS a certificate of its own for each.
 *
 * @param component the part of the store that answers at the root; the ingress has its name
 */
export function addIngress(chart: StoreChart, component: string, routes: readonly Route[]): kplus.Ingress {
  const { hosts, environment } = chart.store;
  const scope = chart.stage('ingress');
  const metadata = chart.metadata(component, component);
  const backends = routes.map(({ path, service }) => ({ path, backend: kplus.IngressBackend.fromService(service) }));
  return new kplus.Ingress(scope, component, {
    metadata: {
      ...metadata,
      annotations: { ...environment.ingress.annotations, ...issuerAnnotation(environment.tls) },
    },
    className: environment.ingress.className,
    rules: hosts.flatMap((host) =>
      backends.map(({ path, backend }) => ({ host, path, backend, pathType: kplus.HttpIngressPathType.PREFIX })),
    ),
    // One certificate for all would fail as a whole while one domain does not point here yet.
    tls:
      environment.tls.mode === 'none'
        ? []
        : hosts.map((host) => ({
            hosts: [host],
            secret: kplus.Secret.fromSecretName(scope, host, `tls-${digestOf(host).slice(0, 10)}`),
          })),
  });
}

function issuerAnnotation({ mode, issuer }: Environment['tls']): Record<string, string> {
  if (mode === 'none') return {};
  return { 'cert-manager.io/cluster-issuer': issuer ?? selfSignedIssuer };
}
