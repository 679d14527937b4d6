import assert from 'node:assert/strict';
import type { LiveObject } from '../../../cluster/object.ts';
import { objectTree } from './object-tree.ts';

function live(id: string, component = '', owner = ''): LiveObject {
  const health = { status: 'Current', reason: 'Current', message: '' } as const;
  return { id, uid: id, resourceVersion: '1', version: '', store: 'a', component, owner, health };
}

const objects = [
  live('Pod/store-a/web-1-x', 'web', 'ReplicaSet/web-1'),
  live('ReplicaSet.apps/store-a/web-1', 'web', 'Deployment/web'),
  live('ReplicaSet.apps/store-a/web-0', 'web', 'Deployment/web'),
  live('Deployment.apps/store-a/web', 'web'),
  live('PersistentVolumeClaim/store-a/db-data', 'db'),
  live('PersistentVolume//pv-1', 'db-data'),
  live('StatefulSet.apps/store-a/db', 'db'),
  live('NetworkPolicy.networking.k8s.io/store-a/default-deny', 'isolation'),
  live('Namespace//store-a', 'isolation'),
  live('Ingress.networking.k8s.io/store-a/web', 'web'),
];
const drawn = (all: readonly LiveObject[]): string[] =>
  objectTree(all, 100).map(({ kind, name, depth }) => `${'  '.repeat(depth)}${kind} ${name}`);

describe('objectTree', () => {
  it('puts fences under the namespace, volumes and pods under their workload, and leaves ReplicaSets out', () => {
    assert.deepEqual(drawn(objects), [
      'Namespace store-a',
      '  NetworkPolicy default-deny',
      'StatefulSet db',
      '  PersistentVolumeClaim db-data',
      '  PersistentVolume pv-1',
      'Deployment web',
      '  Pod web-1-x',
      'Ingress web',
    ]);
  });

  it('is the same in whatever order the objects come', () => {
    assert.deepEqual(drawn(objects.toReversed()), drawn(objects));
  });

  it('marks the last of siblings, and shows objects whose parents are not there', () => {
    const [pod, claim] = objectTree(
      [live('Pod/store-a/lost', 'web', 'ReplicaSet/gone'), live('PersistentVolumeClaim/store-a/x', 'y')],
      100,
    );
    assert.deepEqual([pod?.kind, pod?.depth, pod?.last], ['PersistentVolumeClaim', 0, false]);
    assert.deepEqual([claim?.kind, claim?.depth, claim?.last], ['Pod', 0, true]);
  });

  it('holds to the most that it may show', () => {
    assert.equal(objectTree(objects, 3).length, 3);
  });
});
