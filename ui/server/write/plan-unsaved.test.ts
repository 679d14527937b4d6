import assert from 'node:assert/strict';
import { parseFleetObject, parseStoreObject } from '../../../synth/spec/parse-objects.ts';
import { planUnsaved } from './plan-unsaved.ts';

const meta = { namespace: 'urumi-system', uid: 'u', resourceVersion: '1', generation: 1 };
const fleet = parseFleetObject({
  kind: 'Fleet',
  metadata: { ...meta, name: 'shops' },
  spec: { source: { url: 'https://git.test/acme/stores.git' }, environment: { domain: 'shops.test' } },
} as never);
const store = (name: string, spec: object = {}) =>
  parseStoreObject({
    kind: 'Store',
    metadata: {
      ...meta,
      name,
      labels: { 'urumi.dev/fleet': 'shops' },
      annotations: { 'urumi.dev/file': `stores/${name}.yaml`, 'urumi.dev/blob': 'b'.repeat(40) },
    },
    spec: { engine: 'woocommerce', ...spec },
  } as never);
const file = (name: string, more = '') =>
  `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata: {name: ${name}}\nspec:\n  engine: woocommerce\n${more}`;
const view = {
  stores: [store('demo'), store('other', { hosts: ['taken.example'] })],
  unreadable: new Map(),
  fleets: [fleet],
};
const plan = (name: string, text: string) => planUnsaved({ fleet, path: `stores/${name}.yaml`, text }, view, 0);

describe('the plan of a file that nobody has saved', () => {
  it('opens a store that is not there, and changes one that is', async () => {
    const { stores: opened, conclusion } = await plan('fresh', file('fresh'));
    assert.deepEqual(
      [conclusion, opened.map(({ name, change }) => [name, change])],
      ['success', [['fresh', 'opened']]],
    );
    const { stores: changed } = await plan('demo', file('demo', '  plan: large\n'));
    assert.deepEqual(
      changed.map(({ name, change, fields }) => [name, change, fields.map(({ path }) => path)]),
      [['demo', 'changed', ['spec.plan']]],
    );
  });

  it('closes nothing, whatever the file says', async () => {
    const { counts } = await plan('demo', '');
    assert.deepEqual([counts.closed, counts.held], [0, 1]);
  });

  it('says where a file is wrong: by itself, against what runs, and against other stores', async () => {
    const of = async (name: string, text: string) =>
      (await plan(name, text)).violations.map(({ line, path, code }) => [line, path, code]);
    assert.deepEqual(await of('fresh', file('fresh', '  nonsense: 1\n')), [[6, 'spec.nonsense', 'unknown-field']]);
    assert.deepEqual(await of('demo', file('demo').replace('woocommerce', 'medusa')), [
      [5, 'spec.engine', 'immutable'],
    ]);
    assert.deepEqual(await of('fresh', file('fresh', '  hosts: [taken.example]\n')), [
      [6, 'spec.hosts[0]', 'host-clash'],
    ]);
    assert.deepEqual(await of('fresh', file('demo')), [[3, 'metadata.name', 'file-name']]);
  });
});
