import assert from 'node:assert/strict';
import { connect, type Connection } from '../../cluster/connect.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { applyObject } from '../../cluster/apply.ts';
import { health } from '../../cluster/health/health.ts';
import { objectId } from '../../cluster/object-id.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { environmentSchema } from '../../synth/spec/fleet.ts';
import { apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import { drain, podsOn, uncordon } from '../../test/harness/drain.ts';
import { until } from '../../test/harness/until.ts';
import { registerWebhook } from '../../webhook/admission/register-webhook.ts';
import { configurationId } from '../../webhook/admission/webhook-configuration.ts';
import { install } from '../install.ts';
import { installManifests, type InstallChoices } from '../install-manifests.ts';
import { uninstall } from '../uninstall.ts';
import { parts } from './workload-choices.ts';

const run = {
  image: 'registry.example.com/urumi:0.1.0',
  parts,
  uiHosts: ['urumi.example.com'],
  uiSecret: 'sign-in',
  uiForgeSecret: 'reads-shops',
};
const ingress = {
  environment: environmentSchema.parse({ domain: 'shops.example.com', tls: { mode: 'selfSigned' } }),
  webhookHost: 'hooks.example.com',
  ui: { annotations: { 'example.com/auth': 'who-is-there' } },
};
const withoutUi = { environment: ingress.environment, webhookHost: ingress.webhookHost };
const choices: InstallChoices = { planner: true, run: { ...run, ingress } };
const never = new AbortController().signal;

describe('Urumi on a cluster', function () {
  this.timeout(120_000);
  let plane: ControlPlane;
  let api: Connection;

  before(async () => {
    plane = await startControlPlane({ nodes: 3 });
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'test' });
    await install(api, choices);
  });
  after(async () => {
    await api?.close();
    await plane?.stop();
  });

  const pods = async (component: string): Promise<(KubeObject & { spec: { nodeName?: string } })[]> => {
    const query = { labelSelector: `app.kubernetes.io/component=${component}` };
    const path = `/api/v1/namespaces/${systemNamespace}/pods`;
    return (await api.request<{ items: (KubeObject & { spec: object })[] }>({ method: 'GET', path, query })).items;
  };

  it('is admitted by the pod security level of its namespace, and becomes ready', async () => {
    for (const object of installManifests(choices).filter(({ kind }) => kind === 'Deployment')) {
      const { warnings } = await applyObject(api, object, { manager: 'urumi-install' });
      assert.deepEqual(warnings, [], object.metadata.name);
      await until(`${object.metadata.name} is ready`, async () => {
        const live = await readObject(api, objectId(object));
        return live !== undefined && health(live).status === 'Current';
      });
    }
    const nodes = (await pods('admission')).map(({ spec }) => spec.nodeName);
    assert.equal(new Set(nodes).size, 2, 'two replicas on two nodes');
  });

  it('has network policies and ways in that the API server takes without a word', async () => {
    const network = installManifests(choices).filter(({ kind }) => kind === 'NetworkPolicy' || kind === 'Ingress');
    assert.equal(network.length, 7);
    for (const object of network) {
      const { warnings } = await applyObject(api, object, { manager: 'urumi-install', fieldValidation: 'Strict' });
      assert.deepEqual(warnings, [], objectId(object));
    }
  });

  it('loses the ways in that it is not asked for again, and none that is somebody else’s', async () => {
    const waysIn = async (): Promise<string[]> => {
      const path = `/apis/networking.k8s.io/v1/namespaces/${systemNamespace}/ingresses`;
      const { items } = await api.request<{ items: KubeObject[] }>({ method: 'GET', path });
      return items.map(({ metadata }) => metadata.name);
    };
    const foreign = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' };
    const metadata = { name: 'a-proxy', namespace: systemNamespace };
    await applyObject(api, { ...foreign, metadata, spec: { rules: [{ host: 'a.example.com' }] } });
    assert.deepEqual(await waysIn(), ['a-proxy', 'urumi-ui', 'urumi-webhook']);
    await install(api, { ...choices, run: { ...run, ingress: withoutUi } });
    assert.deepEqual(await waysIn(), ['a-proxy', 'urumi-webhook']);
    await install(api, choices);
  });

  it('lets nodes be drained one after the other, and one that judges is left each time', async () => {
    const { items } = await api.request<{ items: KubeObject[] }>({ method: 'GET', path: '/api/v1/nodes' });
    let evicted = 0;
    for (const { metadata } of items) {
      const fewest = { seen: Number.POSITIVE_INFINITY, done: false };
      const watching = (async () => {
        while (!fewest.done) {
          const live = (await pods('admission')).filter((pod) => pod.metadata.deletionTimestamp === undefined);
          fewest.seen = Math.min(fewest.seen, live.length);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      evicted += (await drain(api, metadata.name)).evicted.length;
      fewest.done = true;
      await watching;
      assert.ok(fewest.seen >= 1, `${fewest.seen} replicas while ${metadata.name} was drained`);
      assert.deepEqual(await podsOn(api, metadata.name), []);
      await uncordon(api, metadata.name);
    }
    assert.ok(evicted >= 5, `${evicted} pods`);
  });

  it('goes in an order in which nothing waits for what is gone, and leaves Stores and their definitions', async () => {
    const service = { name: 'urumi-admission', namespace: systemNamespace };
    const registration = { target: { service }, namespace: systemNamespace };
    const source = { url: 'https://git.example/stores.git' };
    const metadata = { name: 'shops', namespace: systemNamespace };
    const fleet = { apiVersion, kind: 'Fleet', metadata, spec: { source, environment: { domain: 'shops.example' } } };
    await applyObject(api, fleet);
    await registerWebhook(api, registration, never);
    const manifests = installManifests(choices);
    const deleted: string[] = [];
    const watched: ApiConnection = {
      request: <T>(request: Parameters<Connection['request']>[0]): Promise<T> => {
        if (request.method === 'DELETE') deleted.push(request.path.split('/').slice(-2).join('/'));
        return api.request<T>(request);
      },
      stream: (request) => api.stream(request),
    };
    await uninstall(watched);
    const at = (name: string): number => {
      const found = deleted.findIndex((path) => path === name);
      assert.ok(found >= 0, `${name} of ${deleted.join(', ')}`);
      return found;
    };
    assert.equal(at('validatingwebhookconfigurations/urumi-admission'), 0);
    const planner = at('clusterrolebindings/urumi-planner');
    const policy = at('validatingadmissionpolicies/urumi-webhook-bounds');
    assert.ok(planner < policy, 'rights before their bounds');
    assert.ok(at('deployments/urumi-controller') < at('validatingadmissionpolicies/urumi-controller-bounds'));
    assert.ok(policy < at('serviceaccounts/urumi-webhook'));
    const kept = new Set(['CustomResourceDefinition', 'Namespace']);
    for (const object of manifests) {
      const there = (await readObject(api, objectId(object))) !== undefined;
      assert.equal(there, kept.has(object.kind), objectId(object));
    }
    assert.equal(await readObject(api, configurationId), undefined);
    assert.ok(await readObject(api, `Fleet.urumi.dev/${systemNamespace}/shops`));
    await applyObject(api, { ...fleet, spec: { ...fleet.spec, suspended: true } });
    deleted.length = 0;
    await uninstall(watched);
    assert.deepEqual(deleted, [], 'the second time there is nothing to do');
  });

  it('leaves what somebody else has made under a name of its', async () => {
    const foreign = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'urumi-ui', namespace: systemNamespace } };
    await applyObject(api, { ...foreign, spec: { ports: [{ port: 80 }] } });
    await uninstall(api);
    assert.ok(await readObject(api, `Service/${systemNamespace}/urumi-ui`));
  });
});
