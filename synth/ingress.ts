import * as kplus from 'cdk8s-plus-28';
import { hostCertificates } from './host-certificates.ts';
import type { StoreChart } from './store-chart.ts';

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
  const { annotations, secrets } = hostCertificates(environment.tls, hosts);
  const backends = routes.map(({ path, service }) => ({ path, backend: kplus.IngressBackend.fromService(service) }));
  return new kplus.Ingress(scope, component, {
    metadata: {
      ...metadata,
      annotations: { ...environment.ingress.annotations, ...annotations },
    },
    className: environment.ingress.className,
    rules: hosts.flatMap((host) =>
      backends.map(({ path, backend }) => ({ host, path, backend, pathType: kplus.HttpIngressPathType.PREFIX })),
    ),
    tls: secrets.map(({ host, secret }) => ({
      hosts: [host],
      secret: kplus.Secret.fromSecretName(scope, host, secret),
    })),
  });
}
