import { webhookAccount } from '../access/webhook-rules.ts';
import { ingressPods } from './ingress-pods.ts';
import { health, places } from './places.ts';
import type { Workload } from './workload.ts';
import type { WorkloadChoices } from './workload-choices.ts';

/** One alone: the newest head of a pull request wins over others that the same process works on. What it misses meanwhile, it finds by looking. */
export function webhook(choices: WorkloadChoices): Workload {
  const { forgeSecret = 'urumi-forge', webhookSecretKeys = ['webhook-secret'], ingress } = choices;
  const uiUrl = choices.uiUrl ?? uiAddress(choices);
  const host = ingress?.webhookHost;
  const secretFiles = webhookSecretKeys.flatMap((key) => ['--secret-file', `${places.forge}/${key}`]);
  return {
    name: webhookAccount,
    component: 'webhook',
    replicas: 1,
    args: [
      'webhook',
      ...places.everywhere,
      '--port',
      '8082',
      '--forge',
      `${places.forge}/forge.yaml`,
      ...secretFiles,
      '--data',
      places.data,
      '--health-host',
      '0.0.0.0',
      '--health-port',
      '8083',
      ...(uiUrl === undefined ? [] : ['--ui', uiUrl]),
    ],
    ports: [
      { name: 'http', port: 8082 },
      { name: 'metrics', port: 8083 },
    ],
    service: { port: 80, to: 'http' },
    probes: health(8083),
    resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    data: { path: places.data, most: '2Gi' },
    secret: { names: [forgeSecret], path: places.forge },
    // Deliveries are signed. Behind an Ingress that somebody else has made, who brings them is not known.
    openings: [{ port: 'http', from: host === undefined ? [] : ingressPods(ingress) }, places.metrics],
    ...(ingress !== undefined &&
      host !== undefined && {
        ingress: {
          hosts: [host],
          environment: ingress.environment,
          path: '/webhook',
          pathType: 'Exact' as const,
          annotations: {},
        },
      }),
  };
}

/** Where people find the web UI, when an Ingress of Urumi's says so. */
function uiAddress({ ingress, uiHosts: [host] = [] }: WorkloadChoices): string | undefined {
  if (ingress?.ui === undefined || host === undefined) return undefined;
  return `${ingress.environment.tls.mode === 'none' ? 'http' : 'https'}://${host}`;
}
