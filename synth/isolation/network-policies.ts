import { k8s } from 'cdk8s-plus-28';
import type { Component, StoreContext } from '../engines/engine.ts';
import { labels } from '../spec/names.ts';
import type { StoreChart } from '../store-chart.ts';
import { ingressController } from './ingress-controller.ts';

/** Addresses that are not the internet: the cluster itself, its nodes, the cloud's metadata service (169.254.0.0/16 as a whole) and everything else private. */
const privateNetworks = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
];
const privateNetworks6 = ['fc00::/7', 'fe80::/10'];
const internet: k8s.NetworkPolicyPeer[] = [
  { ipBlock: { cidr: '0.0.0.0/0', except: privateNetworks } },
  { ipBlock: { cidr: '::/0', except: privateNetworks6 } },
];

/** The cluster's resolver; its labels are the same in kubeadm clusters, kind and k3s. */
const resolver: k8s.NetworkPolicyPeer = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
};

/** Where cert-manager's HTTP-01 solver pods listen, in the namespace of the store. */
const solverPort = 8089;
const solverPods: k8s.LabelSelector = { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } };

/**
 * Nothing goes in or out but what is listed here: DNS, what the components declare, and cert-manager's solver where certificates are issued. Each connection needs
 * two openings, one at either end, since both directions are denied. The Kubernetes API is on a private address and thereby out of reach.
 */
export function addNetworkPolicies(chart: StoreChart, components: readonly Component[]): void {
  const { store } = chart;
  addPolicy(chart, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  // UDP for most answers, TCP for long ones.
  addPolicy(chart, 'dns', egress({}, [resolver], [port(53, 'UDP'), port(53)]));
  for (const { name, listens } of components) {
    if (listens === undefined) continue;
    const ports = [port(listens.port)];
    const callers = componentPods(store, listens.from);
    const own = componentPods(store, [name]);
    const from = [
      { podSelector: callers },
      ...(listens.ingressController === true ? [ingressController(store.environment.ingress)] : []),
    ];
    addPolicy(chart, name, ingress(own, from, ports));
    addPolicy(chart, `to-${name}`, egress(callers, [{ podSelector: own }], ports));
  }
  for (const component of components) {
    if (component.internet === undefined) continue;
    const ports = component.internet.map((number) => port(number));
    addPolicy(chart, `${component.name}-internet`, egress(componentPods(store, [component.name]), internet, ports));
  }
  if (store.environment.tls.mode === 'issuer') {
    addPolicy(chart, 'solver', ingress(solverPods, [ingressController(store.environment.ingress)], [port(solverPort)]));
  }
}

function addPolicy(chart: StoreChart, name: string, spec: k8s.NetworkPolicySpec): void {
  chart.add('guards', k8s.KubeNetworkPolicy, { metadata: chart.metadata(name, 'isolation'), spec });
}

function ingress(
  podSelector: k8s.LabelSelector,
  from: k8s.NetworkPolicyPeer[],
  ports: k8s.NetworkPolicyPort[],
): k8s.NetworkPolicySpec {
  return { podSelector, policyTypes: ['Ingress'], ingress: [{ from, ports }] };
}

function egress(
  podSelector: k8s.LabelSelector,
  to: k8s.NetworkPolicyPeer[],
  ports: k8s.NetworkPolicyPort[],
): k8s.NetworkPolicySpec {
  return { podSelector, policyTypes: ['Egress'], egress: [{ to, ports }] };
}

function port(number: number, protocol: 'TCP' | 'UDP' = 'TCP'): k8s.NetworkPolicyPort {
  return { protocol, port: k8s.IntOrString.fromNumber(number) };
}

function componentPods({ name }: StoreContext, components: readonly string[]): k8s.LabelSelector {
  return {
    matchLabels: { [labels.store]: name },
    matchExpressions: [{ key: labels.component, operator: 'In', values: [...components] }],
  };
}
