import { controllerAccount } from '../../synth/isolation/access.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { admissionAccount } from '../access/admission-rules.ts';
import { health, places } from './places.ts';
import { ui } from './ui-process.ts';
import { webhook } from './webhook-process.ts';
import type { Workload } from './workload.ts';
import type { Part, WorkloadChoices } from './workload-choices.ts';

/** One leads, by its Lease, and the other stands by with everything already read. */
function controller(): Workload {
  return {
    name: controllerAccount,
    component: 'controller',
    replicas: 2,
    args: ['controller', ...places.everywhere, '--port', '8081', '--data', places.data],
    ports: [{ name: 'metrics', port: 8081 }],
    service: { port: 8081, to: 'metrics' },
    probes: health(8081),
    resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '1Gi' } },
    data: { path: places.data, most: '2Gi' },
    openings: [places.metrics],
  };
}

/** Its readiness is asked on the port that the API server asks, so with its certificate: nothing is sent to one that cannot judge. */
function admission({ certificate }: WorkloadChoices): Workload {
  const service = `${systemNamespace}/${admissionAccount}`;
  const madeElsewhere =
    certificate === undefined
      ? []
      : ['--certificates', places.certificate, '--certificate', `${systemNamespace}/${certificate}`];
  return {
    name: admissionAccount,
    component: 'admission',
    replicas: 2,
    args: [
      'admission',
      ...places.everywhere,
      '--port',
      '8443',
      '--service',
      service,
      '--health-host',
      '0.0.0.0',
      '--health-port',
      '8084',
      ...madeElsewhere,
    ],
    ports: [
      { name: 'https', port: 8443 },
      { name: 'metrics', port: 8084 },
    ],
    service: { port: 443, to: 'https' },
    probes: { ...health(8443), scheme: 'HTTPS' },
    resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    ...(certificate !== undefined && { secret: { names: [certificate], path: places.certificate } }),
    // The API server comes from a node, or from outside of the cluster: from which address nobody here knows.
    openings: [{ port: 'https', from: [] }, places.metrics],
    lingerSeconds: 5,
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
