import { Construct } from 'constructs';
import * as kplus from 'cdk8s-plus-28';
import type { Component } from '../engines/engine.ts';
import { labels } from '../spec/names.ts';
import type { StoreChart } from '../store-chart.ts';
import { selectorLabels } from '../store-labels.ts';

const { DENY } = kplus.NetworkPolicyTrafficDefault;
const port = kplus.NetworkPolicyPort;

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

/**
 * Nothing goes in or out but what is listed here: DNS, what the components declare, and cert-manager's solver where certificates are issued. Each connection needs
 * two openings, one at either end, since both directions are denied. The Kubernetes API is on a private address and thereby out of reach.
 */
export function addNetworkPolicies(chart: StoreChart, components: readonly Component[]): void {
  const policies = new Construct(chart.stage('guards'), 'policies');
  addPolicy(chart, policies, 'default-deny', {
    selector: everyPod(policies, 'default-deny'),
    ingress: { default: DENY },
    egress: { default: DENY },
  });
  addDns(chart, policies);
  for (const component of components) {
    if (component.listens !== undefined) addListener(chart, policies, component.name, component.listens);
  }
  for (const component of components) {
    if (component.internet !== undefined) addInternet(chart, policies, component.name, component.internet);
  }
  if (chart.store.environment.tls.mode === 'issuer') addSolver(chart, policies);
}

function addPolicy(
  chart: StoreChart,
  scope: Construct,
  name: string,
  props: kplus.NetworkPolicyProps,
): kplus.NetworkPolicy {
  return new kplus.NetworkPolicy(scope, name, { metadata: chart.metadata(name, 'isolation'), ...props });
}

function everyPod(scope: Construct, name: string): kplus.Pods {
  return kplus.Pods.all(scope, `${name}-pods`);
}

function componentPods(chart: StoreChart, scope: Construct, id: string, components: readonly string[]): kplus.Pods {
  const [only, ...others] = components;
  if (only !== undefined && others.length === 0)
    return kplus.Pods.select(scope, id, { labels: selectorLabels(chart.store.name, only) });
  return kplus.Pods.select(scope, id, {
    labels: { [labels.store]: chart.store.name },
    expressions: [kplus.LabelExpression.in(labels.component, [...components])],
  });
}

function controllerPods(chart: StoreChart, scope: Construct, id: string): kplus.Pods {
  const { namespace, podLabels } = chart.store.environment.ingress;
  return kplus.Pods.select(scope, id, {
    labels: podLabels,
    namespaces: kplus.Namespaces.select(scope, `${id}-namespace`, { names: [namespace] }),
  });
}

/** UDP for most answers, TCP for long ones; the labels are the same in kubeadm clusters, kind and k3s. */
function addDns(chart: StoreChart, scope: Construct): void {
  const resolver = kplus.Pods.select(scope, 'dns-server', {
    labels: { 'k8s-app': 'kube-dns' },
    namespaces: kplus.Namespaces.select(scope, 'dns-namespace', { names: ['kube-system'] }),
  });
  addPolicy(chart, scope, 'dns', {
    selector: everyPod(scope, 'dns'),
    egress: { rules: [{ peer: resolver, ports: [port.udp(53), port.tcp(53)] }] },
  });
}

/** `<component>` opens its port; `to-<component>` lets the callers out. */
function addListener(
  chart: StoreChart,
  scope: Construct,
  name: string,
  listens: NonNullable<Component['listens']>,
): void {
  const ports = [port.tcp(listens.port)];
  const own = componentPods(chart, scope, `${name}-pods`, [name]);
  const callers = componentPods(chart, scope, `${name}-callers`, listens.from);
  const rules: kplus.NetworkPolicyRule[] = [{ peer: callers, ports }];
  if (listens.ingressController === true)
    rules.push({ peer: controllerPods(chart, scope, `${name}-controller`), ports });
  addPolicy(chart, scope, name, { selector: own, ingress: { rules } });
  addPolicy(chart, scope, `to-${name}`, { selector: callers, egress: { rules: [{ peer: own, ports }] } });
}

function addInternet(chart: StoreChart, scope: Construct, name: string, numbers: readonly number[]): void {
  const ports = numbers.map((number) => port.tcp(number));
  addPolicy(chart, scope, `${name}-internet`, {
    selector: componentPods(chart, scope, `${name}-internet-pods`, [name]),
    egress: {
      rules: [
        { peer: kplus.NetworkPolicyIpBlock.ipv4(scope, `${name}-ipv4`, '0.0.0.0/0', privateNetworks), ports },
        { peer: kplus.NetworkPolicyIpBlock.ipv6(scope, `${name}-ipv6`, '::/0', privateNetworks6), ports },
      ],
    },
  });
}

/** cert-manager's HTTP-01 solver pods run in the store's namespace, listen on 8089 and are asked through the ingress controller. */
function addSolver(chart: StoreChart, scope: Construct): void {
  addPolicy(chart, scope, 'solver', {
    selector: kplus.Pods.select(scope, 'solver-pods', { labels: { 'acme.cert-manager.io/http01-solver': 'true' } }),
    ingress: { rules: [{ peer: controllerPods(chart, scope, 'solver-controller'), ports: [port.tcp(8089)] }] },
  });
}
