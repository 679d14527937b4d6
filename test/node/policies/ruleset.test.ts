import assert from 'node:assert/strict';
import { namespaceSchema, podSchema, policySchema, type PolicyWorld } from './policy-world.ts';
import { ruleset } from './ruleset.ts';

const pod = (namespace: string, address: string, labels: Record<string, string>, more: object = {}) =>
  podSchema.parse({
    metadata: { namespace, labels },
    spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: { podIP: address, phase: 'Running' },
    ...more,
  });
const policy = (namespace: string, spec: object) => policySchema.parse({ metadata: { namespace }, spec });
const namespace = (name: string) => namespaceSchema.parse({ metadata: { name, labels: { name } } });
const world = (policies: PolicyWorld['policies'], pods: PolicyWorld['pods'] = shops): PolicyWorld => ({
  pods,
  namespaces: [namespace('a'), namespace('b'), namespace('system')],
  policies,
});
const shops = [
  pod('a', '10.0.0.1', { app: 'web' }),
  pod('a', '10.0.0.2', { app: 'db' }),
  pod('b', '10.0.0.3', { app: 'web' }),
  pod('system', '10.0.0.4', { app: 'dns' }),
];
/** The rules of one chain, without indentation. */
const chain = (text: string, name: string) =>
  new RegExp(`chain ${name} \\{\\n([^}]*(?:\\{[^}]*\\}[^}]*)*?)  \\}\\n`)
    .exec(text)?.[1]
    ?.trim()
    .split('\n')
    .map((line) => line.trim());

describe('the rules that network policies become', () => {
  it('let everything through where no policy selects a pod', () => {
    const text = ruleset(world([]));
    assert.deepEqual(chain(text, 'forward'), [
      'type filter hook forward priority 0; policy accept;',
      'ct state established,related accept',
    ]);
  });

  it('drop all of a pod that a policy selects and no rule allows anything', () => {
    const text = ruleset(world([policy('a', { policyTypes: ['Ingress', 'Egress'] })]));
    assert.deepEqual(chain(text, 'ingress-10-0-0-1'), ['counter drop']);
    assert.deepEqual(chain(text, 'egress-10-0-0-2'), ['counter drop']);
    assert.equal(chain(text, 'ingress-10-0-0-3'), undefined, 'another namespace is not concerned');
    assert.ok(
      chain(text, 'input')?.includes(
        'ip saddr vmap { 10.0.0.1 : jump egress-10-0-0-1, 10.0.0.2 : jump egress-10-0-0-2 }',
      ),
    );
  });

  it('allow by pod, by namespace and by both together', () => {
    const from = [
      { podSelector: { matchLabels: { app: 'web' } } },
      { namespaceSelector: { matchLabels: { name: 'system' } }, podSelector: { matchLabels: { app: 'dns' } } },
      { namespaceSelector: { matchExpressions: [{ key: 'name', operator: 'In', values: ['b'] }] } },
    ];
    const text = ruleset(world([policy('a', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from }] })]));
    assert.deepEqual(chain(text, 'ingress-10-0-0-2'), [
      'ip saddr { 10.0.0.1 } return',
      'ip saddr { 10.0.0.4 } return',
      'ip saddr { 10.0.0.3 } return',
      'counter drop',
    ]);
  });

  it('allow nothing where a peer means no pod that lives', () => {
    const gone = pod('a', '10.0.0.9', { app: 'old' }, { status: { podIP: '10.0.0.9', phase: 'Succeeded' } });
    const rule = { from: [{ podSelector: { matchLabels: { app: 'old' } } }] };
    const text = ruleset(world([policy('a', { ingress: [rule] })], [...shops, gone]));
    assert.deepEqual(chain(text, 'ingress-10-0-0-1'), ['counter drop']);
  });

  it('know ports by number, range and name', () => {
    const ports = [{ port: 'http' }, { port: 53, protocol: 'UDP' }, { port: 8000, endPort: 8010 }, { port: 'nosuch' }];
    const text = ruleset(world([policy('a', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ ports }] })]));
    assert.deepEqual(chain(text, 'ingress-10-0-0-1'), [
      'tcp dport { 8080 } return',
      'udp dport 53 return',
      'tcp dport 8000-8010 return',
      'counter drop',
    ]);
  });

  it('allow blocks of addresses with exceptions', () => {
    const to = [
      { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '169.254.0.0/16'] } },
      { ipBlock: { cidr: '::/0', except: ['fe80::/10'] } },
    ];
    const text = ruleset(world([policy('b', { policyTypes: ['Egress'], egress: [{ to }] })]));
    assert.deepEqual(chain(text, 'egress-10-0-0-3'), [
      'ip daddr 0.0.0.0/0 ip daddr != { 10.0.0.0/8, 169.254.0.0/16 } return',
      'counter drop',
    ]);
    assert.equal(chain(text, 'ingress-10-0-0-3'), undefined);
  });
});
