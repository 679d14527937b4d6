import assert from 'node:assert/strict';
import type { KubeObject } from './object.ts';
import { ObjectCatalog } from './catalog.ts';
import type { StoreObject } from '../synth/spec/objects.ts';
import { parseStoreObject } from '../synth/spec/parse-objects.ts';

function raw(
  name: string,
  resourceVersion: string,
  spec: Record<string, unknown> = { engine: 'woocommerce' },
): KubeObject {
  const metadata = { name, namespace: 'urumi-system', uid: `uid-${name}`, resourceVersion, generation: 1 };
  return { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec };
}

function scene() {
  const reports: string[] = [];
  const changes: string[] = [];
  const catalog = new ObjectCatalog<StoreObject>({ parse: parseStoreObject, report: (name) => reports.push(name) });
  catalog.onChange((name, object) => changes.push(`${name} ${object?.metadata.resourceVersion ?? 'gone'}`));
  return { catalog, reports, changes };
}

describe('ObjectCatalog', () => {
  it('fills in defaults', () => {
    const { catalog } = scene();
    catalog.take(raw('a', '1'));
    assert.equal(catalog.get('a')?.spec.plan, 'small');
    assert.deepEqual(catalog.get('a')?.status.conditions, []);
  });

  it('lets the newest resourceVersion win, whatever comes first', () => {
    const { catalog, changes } = scene();
    catalog.take(raw('a', '100'));
    catalog.take(raw('a', '99'));
    catalog.take(raw('a', '100'));
    assert.deepEqual(changes, ['a 100']);
  });

  it('does not bring a removed object back when an answer comes late, but takes its successor', () => {
    const { catalog, changes } = scene();
    catalog.take(raw('a', '5'));
    catalog.drop('a', '7');
    catalog.take(raw('a', '6'));
    assert.equal(catalog.get('a'), undefined);
    catalog.take(raw('a', '8'));
    assert.deepEqual(changes, ['a 5', 'a gone', 'a 8']);
  });

  it('never shows an object that it cannot read, nor takes it for gone', () => {
    const { catalog, reports, changes } = scene();
    catalog.take(raw('a', '1'));
    catalog.take(raw('a', '2', { engine: 'woocommerce', teleport: true }));
    catalog.take(raw('a', '2', { engine: 'woocommerce', teleport: true }));
    catalog.take(raw('b', '3', { engine: 'magento' }));
    assert.deepEqual(changes, ['a 1']);
    assert.deepEqual(reports, ['a', 'b']);
    assert.deepEqual([...catalog.unreadable.keys()], ['a', 'b']);
    assert.match(catalog.unreadable.get('a') ?? '', /Store urumi-system\/a does not fit this Urumi: .*teleport/);
    catalog.take(raw('a', '4'));
    assert.deepEqual([...catalog.unreadable.keys()], ['b']);
  });

  it('follows the watch back when history was rewound', () => {
    const { catalog } = scene();
    catalog.follow(raw('a', '100'));
    catalog.drop('a', '120');
    catalog.follow(raw('a', '30'));
    assert.equal(catalog.get('a')?.metadata.resourceVersion, '30');
  });

  it('does not take the removal of an object for that of its successor', () => {
    const { catalog } = scene();
    catalog.take(raw('a', '9'));
    catalog.drop('a', '8');
    assert.ok(catalog.get('a'));
  });
});
