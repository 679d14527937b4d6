import { uiAccount } from '../access/ui-rules.ts';
import { ingressPods } from './ingress-pods.ts';
import { places } from './places.ts';
import type { Workload } from './workload.ts';
import type { WorkloadChoices } from './workload-choices.ts';

/**
 * It answers to names that it knows only, the probes' among them. Reading asks for no sign-in: so besides the ingress controller only its neighbours in the namespace reach it, such
 * as a proxy that asks who is there.
 */
export function ui({ uiHosts = [], uiSecret, uiForgeSecret, ingress }: WorkloadChoices): Workload {
  const hosts = uiHosts.length > 0 ? ['--allow-host', ...uiHosts] : [];
  const forge = uiForgeSecret === undefined ? [] : ['--forge', `${places.forge}/forge.yaml`];
  const signIn = uiSecret === undefined ? [] : ['--sign-in', `${places.forge}/sign-in.yaml`];
  const secrets = [...new Set([uiForgeSecret, uiSecret].filter((name) => name !== undefined))];
  const offered = ingress?.ui === undefined ? undefined : { ...ingress.ui, environment: ingress.environment };
  const [live, ready] = ['/api/v1/health/live', '/api/v1/health/ready'];
  return {
    name: uiAccount,
    component: 'ui',
    replicas: 1,
    args: ['ui', ...places.everywhere, '--port', '8080', '--trust-network', ...forge, ...signIn, ...hosts],
    ports: [{ name: 'http', port: 8080 }],
    service: { port: 80, to: 'http' },
    probes: { port: 8080, scheme: 'HTTP', live, ready, host: 'localhost' },
    resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    ...(secrets.length > 0 && { secret: { names: secrets, path: places.forge } }),
    openings: [{ port: 'http', from: [{ podSelector: {} }, ...(offered ? ingressPods(ingress) : [])] }],
    ...(offered && { ingress: { ...offered, hosts: uiHosts, path: '/', pathType: 'Prefix' as const } }),
  };
}
