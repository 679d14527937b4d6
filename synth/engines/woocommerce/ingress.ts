import * as kplus from 'cdk8s-plus-28';
import { digestOf } from '../../digest.ts';
import type { Environment } from '../../spec/fleet.ts';
import type { StoreChart } from '../../store-chart.ts';

/** Issuer of the sandbox and of local clusters. */
const selfSignedIssuer = 'urumi-selfsigned';

/** Adds the ingress: every host of the store, and where the fleet has TLS a certificate of its own for each. */
export function addIngress(chart: StoreChart, service: kplus.Service): kplus.Ingress {
  const { hosts, environment } = chart.store;
  const scope = chart.stage('ingress');
  const metadata = chart.metadata('web', 'web');
  return new kplus.Ingress(scope, 'web', {
    metadata: {
      ...metadata,
      annotations: { ...environment.ingress.annotations, ...issuerAnnotation(environment.tls) },
    },
    className: environment.ingress.className,
    rules: hosts.map((host) => ({
      host,
      path: '/',
      pathType: kplus.HttpIngressPathType.PREFIX,
      backend: kplus.IngressBackend.fromService(service),
    })),
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
