import { controllerAccount } from '../../synth/isolation/access.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { admissionAccount } from '../access/admission-rules.ts';
import { uiAccount } from '../access/ui-rules.ts';
import { webhookAccount } from '../access/webhook-rules.ts';
import type { Workload } from './workload.ts';
import type { Part, WorkloadChoices } from './workload-choices.ts';

/** Outside the root file system, which is read-only. */
const dataPath = '/var/lib/urumi';
/** The files that docs/github.md and docs/gitea.md speak of. */
const forgePath = '/etc/urumi';
const everywhere = ['--host', '0.0.0.0'];

const health = (port: number): Workload['probes'] => ({ port, scheme: 'HTTP', live: '/healthz', ready: '/readyz' });

/** Shards and leases are still to come: two would do everything twice. */
function controller(): Workload {
  return {
    name: controllerAccount,
    component: 'controller',
    replicas: 1,
    args: ['controller', ...everywhere, '--port', '8081', '--data', dataPath],
    ports: [{ name: 'metrics', port: 8081 }],
    service: { port: 8081, to: 'metrics' },
    probes: health(8081),
    resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '1Gi' } },
    data: { path: dataPath, most: '2Gi' },
  };
}

/** Its readiness is asked on the port that the API server asks, so with its certificate: nothing is sent to one that cannot judge. */
function admission(): Workload {
  const service = `${systemNamespace}/${admissionAccount}`;
  return {
    name: admissionAccount,
    component: 'admission',
    replicas: 2,
    args: [
      'admission',
      ...everywhere,
      '--port',
      '8443',
      '--service',
      service,
      '--health-host',
      '0.0.0.0',
      '--health-port',
      '8084',
    ],
    ports: [
      { name: 'https', port: 8443 },
      { name: 'metrics', port: 8084 },
    ],
    service: { port: 443, to: 'https' },
    probes: { ...health(8443), scheme: 'HTTPS' },
    resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    lingerSeconds: 5,
  };
}

/** One alone: the newest head of a pull request wins over others that the same process works on. What it misses meanwhile, it finds by looking. */
function webhook({ forgeSecret = 'urumi-forge', webhookSecretKeys = ['webhook-secret'] }: WorkloadChoices): Workload {
  const secretFiles = webhookSecretKeys.flatMap((key) => ['--secret-file', `${forgePath}/${key}`]);
  return {
    name: webhookAccount,
    component: 'webhook',
    replicas: 1,
    args: [
      'webhook',
      ...everywhere,
      '--port',
      '8082',
      '--forge',
      `${forgePath}/forge.yaml`,
      ...secretFiles,
      '--data',
      dataPath,
      '--health-host',
      '0.0.0.0',
      '--health-port',
      '8083',
    ],
    ports: [
      { name: 'http', port: 8082 },
      { name: 'metrics', port: 8083 },
    ],
    service: { port: 80, to: 'http' },
    probes: health(8083),
    resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    data: { path: dataPath, most: '2Gi' },
    secret: { name: forgeSecret, path: forgePath },
  };
}

/** It answers to names that it knows only, the probes' among them. */
function ui({ uiHosts = [] }: WorkloadChoices): Workload {
  const hosts = uiHosts.length > 0 ? ['--allow-host', ...uiHosts] : [];
  const [live, ready] = ['/api/v1/health/live', '/api/v1/health/ready'];
  return {
    name: uiAccount,
    component: 'ui',
    replicas: 1,
    args: ['ui', ...everywhere, '--port', '8080', '--trust-network', ...hosts],
    ports: [{ name: 'http', port: 8080 }],
    service: { port: 80, to: 'http' },
    probes: { port: 8080, scheme: 'HTTP', live, ready, host: 'localhost' },
    resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { cpu: '1', memory: '512Mi' } },
  };
}

const processes: Readonly<Record<Part, (choices: WorkloadChoices) => Workload>> = {
  controller,
  admission,
  webhook,
  ui,
};

/** The processes that are to run, as they run. */
export function workloadsOf(choices: WorkloadChoices): Workload[] {
  const { parts = ['controller', 'admission'] } = choices;
  return [...new Set(parts)].map((part) => processes[part](choices));
}
