import assert from 'node:assert/strict';
import { hostsOf, originOf, webhookConfiguration } from './webhook-configuration.ts';

const service = { service: { name: 'urumi-admission', namespace: 'urumi-system' } };

interface Webhook {
  readonly rules: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[];
  readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly clientConfig: { readonly caBundle?: string; readonly service?: unknown };
  readonly failurePolicy: string;
  readonly sideEffects: string;
  readonly timeoutSeconds: number;
}

describe('the configuration of the admission webhook', () => {
  const made = (more: object = {}) =>
    webhookConfiguration({ target: service, namespace: 'urumi-system', caBundle: 'PEM', ...more });
  const webhooks = () => made()['webhooks'] as readonly Webhook[];

  it('has the API server ask about Stores and Fleets of one namespace, and about nothing that a cluster needs to heal', () => {
    const asked = webhooks();
    for (const [at, resource] of ['stores', 'fleets'].entries()) {
      const rule = {
        apiGroups: ['urumi.dev'],
        apiVersions: ['v1alpha1'],
        operations: ['CREATE', 'UPDATE'],
        resources: [resource],
        scope: 'Namespaced',
      };
      assert.deepEqual(asked[at]?.rules, [rule]);
      assert.equal(asked[at]?.namespaceSelector.matchLabels['kubernetes.io/metadata.name'], 'urumi-system');
    }
    assert.equal(asked.length, 2);
  });

  it('has it wait three seconds at most and refuse what nobody has judged, dry runs included', () => {
    for (const { failurePolicy, sideEffects, timeoutSeconds } of webhooks())
      assert.deepEqual([failurePolicy, sideEffects, timeoutSeconds], ['Fail', 'None', 3]);
  });

  it('leaves the authority to cert-manager when that is to write it', () => {
    const injected = made({ caBundle: undefined, injectFrom: 'urumi-system/urumi-admission' });
    const [first] = injected['webhooks'] as readonly Webhook[];
    assert.equal(first?.clientConfig.caBundle, undefined);
    assert.equal(injected.metadata.annotations?.['cert-manager.io/inject-ca-from'], 'urumi-system/urumi-admission');
    assert.equal(webhooks()[0]?.clientConfig.caBundle, Buffer.from('PEM').toString('base64'));
  });

  it('names a Service as the API server reaches it, which the certificate must say too', () => {
    assert.deepEqual(hostsOf(service), [
      'urumi-admission.urumi-system.svc',
      'urumi-admission.urumi-system.svc.cluster.local',
    ]);
    assert.equal(originOf(service), 'https://urumi-admission.urumi-system.svc:443');
  });
});
