import assert from 'node:assert/strict';
import { connect, type Connection } from '../cluster/connect.ts';
import type { ApiRequest } from '../cluster/connection.ts';
import { isApiError } from '../cluster/errors.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { startControlPlane, type ControlPlane } from '../sandbox/control-plane.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { permissionsOf, usedPermissions } from '../test/harness/permissions.ts';
import { applied, merge, post, remove } from '../test/admission/hand-edit.ts';
import { refusalOf } from '../test/harness/refusal-of.ts';
import { until } from '../test/harness/until.ts';
import type { AccessRule } from './access/access-rule.ts';
import { admissionAccount, admissionRules, admissionSystemRules } from './access/admission-rules.ts';
import { storeKinds } from './access/store-kinds.ts';
import { uiAccount, uiRules, uiSystemRules } from './access/ui-rules.ts';
import { webhookAccount, webhookSystemRules } from './access/webhook-rules.ts';
import { install } from './install.ts';

const system = `/api/v1/namespaces/${systemNamespace}`;
const own = `/apis/urumi.dev/v1alpha1/namespaces/${systemNamespace}`;
const configurations = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
const configuration = (name: string): ApiRequest => {
  const [apiVersion, kind] = ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'];
  return applied(`${configurations}/${name}`, { apiVersion, kind, metadata: { name }, webhooks: [] });
};

const get = (path: string, query: ApiRequest['query'] = {}): ApiRequest => ({ method: 'GET', path, query });
/** What a reflector asks first and then on. */
const followed = (path: string): ApiRequest[] => [get(path), get(path, { watch: true, timeoutSeconds: 1 })];
const isWatch = ({ query }: ApiRequest): boolean => query?.['watch'] === true;
const groupPath = (group: string): string => (group === '' ? '/api/v1' : `/apis/${group}/v1`);

interface Process {
  readonly account: string;
  readonly everywhere: readonly AccessRule[];
  readonly system: readonly AccessRule[];
  /** Everything that it asks of the API server. */
  readonly asks: readonly ApiRequest[];
  readonly mustNot: readonly ApiRequest[];
  /** What a policy of that name refuses, and RBAC does not; another each time, since what changes nothing is let. */
  readonly bounded?: { readonly by: string; readonly request: (attempt: number) => ApiRequest };
}

const intrusions: readonly ApiRequest[] = [
  get('/api/v1/secrets'),
  get(`${system}/secrets`),
  get(`${system}/secrets/stores-repo`),
  get('/api/v1/namespaces/kube-system/secrets/any'),
  merge(`${own}/stores/any`, { spec: { suspended: true } }),
  merge(`${own}/fleets/any/status`, { status: {} }),
  remove('/api/v1/namespaces/default'),
  remove('/api/v1/namespaces/default/configmaps/any'),
  merge('/apis/apps/v1/namespaces/store-x/deployments/web', { spec: { replicas: 0 } }),
  post('/api/v1/namespaces/default/pods/any/exec', {}),
];

const processes: readonly Process[] = [
  {
    account: webhookAccount,
    everywhere: [],
    system: webhookSystemRules(['git-of-shops']),
    asks: [
      ...followed(`${own}/stores`),
      ...followed(`${own}/fleets`),
      merge(`${own}/fleets/shops`, { metadata: { annotations: { 'urumi.dev/reconcile-at': 'now' } } }),
      get(`${system}/secrets/git-of-shops`),
    ],
    bounded: {
      by: 'urumi-webhook-bounds',
      request: (attempt) => merge(`${own}/fleets/shops`, { metadata: { annotations: { probe: `${attempt}` } } }),
    },
    mustNot: [
      merge(`${own}/fleets/shops`, { spec: { source: { url: 'http://evil.example/stores.git' } } }),
      merge(`${own}/fleets/shops`, { metadata: { annotations: { 'urumi.dev/approved-closures': 'all' } } }),
      merge(`${own}/fleets/shops`, { metadata: { finalizers: ['example.com/hold'] } }),
      get(`${system}/secrets/urumi-webhook-tls`),
      configuration('urumi-admission'),
      get('/api/v1/pods'),
      get('/api/v1/namespaces/default'),
      applied(
        '/api/v1/namespaces/store-x',
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'store-x' } },
        { dryRun: 'All' },
      ),
    ],
  },
  {
    account: admissionAccount,
    everywhere: admissionRules(),
    system: admissionSystemRules(),
    asks: [
      ...followed(`${own}/stores`),
      ...followed(`${own}/fleets`),
      post(`${system}/secrets`, { metadata: { name: 'urumi-webhook-tls' } }),
      get(`${system}/secrets/urumi-webhook-tls`),
      merge(`${system}/secrets/urumi-webhook-tls`, { stringData: { key: 'x' } }),
      configuration('urumi-admission'),
      get(`${configurations}/urumi-admission`),
    ],
    mustNot: [
      configuration('another'),
      remove(`${configurations}/urumi-admission`),
      get(configurations),
      get('/api/v1/pods'),
      merge(`${own}/fleets/shops`, { metadata: { annotations: { 'urumi.dev/reconcile-at': 'now' } } }),
    ],
  },
  {
    account: uiAccount,
    everywhere: uiRules(),
    system: uiSystemRules(),
    asks: [
      ...followed(`${own}/stores`),
      ...followed(`${own}/fleets`),
      ...['namespaces', 'persistentvolumes', 'pods'].flatMap((resource) => followed(`/api/v1/${resource}`)),
      ...followed('/apis/apps/v1/replicasets'),
      ...storeKinds.flatMap(([group, resources]) =>
        resources.flatMap((resource) => followed(`${groupPath(group)}/${resource}`)),
      ),
      get('/api/v1/namespaces/default/pods/any/log'),
      get('/apis/events.k8s.io/v1/namespaces/default/events'),
    ],
    mustNot: [merge(`${own}/fleets/any`, { metadata: {} }), remove('/api/v1/namespaces/default/pods/any')],
  },
];

describe('the accounts of Urumi’s processes', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let admin: Connection;

  before(async () => {
    plane = await startControlPlane({ scheduler: false, kwok: false, audit: true });
    admin = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'test' });
    await install(admin, { gitSecrets: ['git-of-shops'] });
    const source = { url: 'http://git.example/stores.git' };
    const spec = { source, environment: { domain: 'shops.example' } };
    await admin.request(
      post(`${own}/fleets`, { apiVersion: 'urumi.dev/v1alpha1', kind: 'Fleet', metadata: { name: 'shops' }, spec }),
    );
  });
  after(async () => {
    await admin?.close();
    await plane?.stop();
  });

  for (const { account, everywhere, system: inSystem, asks, mustNot, bounded } of processes) {
    it(`let ${account} do what it does, and nothing else`, async () => {
      const { user, groups } = serviceAccount(systemNamespace, account);
      const api = await connect({ kubeconfig: await plane.kubeconfigFor(user, groups), userAgent: account });
      try {
        const [watches, others] = [asks.filter(isWatch), asks.filter((request) => !isWatch(request))];
        await Promise.all(watches.map((request) => answered(api, request)));
        for (const request of others) await answered(api, request);
        const requests = (await plane.audit.requests()).filter((request) => request.user === user);
        const permitted = [...permissionsOf(everywhere, 'everywhere'), ...permissionsOf(inSystem, 'system')];
        const { used, missing } = usedPermissions(requests, new Set(permitted));
        assert.deepEqual([...missing], [], 'missing');
        assert.deepEqual(
          permitted.filter((permission) => !used.has(permission)),
          [],
          'never used',
        );
        let attempt = 0;
        if (bounded !== undefined)
          await until('the policy holds', async () =>
            ((await refusalOf(api.request(bounded.request(++attempt)))) ?? '').includes(bounded.by),
          );
        for (const request of [...mustNot, ...intrusions]) {
          const refused = api.request(request);
          await assert.rejects(refused, (error) => isApiError(error, 'Forbidden'), `${request.method} ${request.path}`);
        }
      } finally {
        await api.close();
      }
    });
  }

  /**
   * It may not be there; but it may be asked for. Of a kind that was defined a moment ago the API server says for a while that it is not ready, and a right that was given a moment ago may not
   * count yet.
   */
  async function answered(api: Connection, request: ApiRequest): Promise<void> {
    const ask = async (): Promise<boolean> => {
      try {
        if (!isWatch(request)) await api.request(request);
        else for await (const event of api.stream(request)) assert.ok(event);
      } catch (error) {
        if (isApiError(error, 'Throttled', 'Forbidden')) return false;
        if (!isApiError(error, 'NotFound')) throw error;
      }
      return true;
    };
    await until(`an answer to ${request.method} ${request.path}`, ask);
  }
});
