import assert from 'node:assert/strict';
import { objectId, parseObjectId } from './object-id.ts';

describe('object ids', () => {
  for (const [apiVersion, kind, namespace, name, id] of [
    ['v1', 'ConfigMap', 'store-a', 'web', 'ConfigMap/store-a/web'],
    ['apps/v1', 'Deployment', 'store-a', 'web', 'Deployment.apps/store-a/web'],
    ['v1', 'Namespace', '', 'store-a', 'Namespace//store-a'],
    [
      'rbac.authorization.k8s.io/v1',
      'ClusterRole',
      '',
      'system:node',
      'ClusterRole.rbac.authorization.k8s.io//system:node',
    ],
  ] as const) {
    it(`write ${apiVersion} ${kind} as ${id}, and read it back`, () => {
      assert.equal(objectId({ apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } }), id);
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
      assert.deepEqual(parseObjectId(id), { kind, group, namespace, name });
    });
  }

  it('do not depend on the version of the API', () => {
    const metadata = { name: 'a', namespace: 'b' };
    assert.equal(
      objectId({ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata }),
      objectId({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata }),
    );
  });

  for (const text of ['', 'ConfigMap', 'ConfigMap/a', '/a/b', 'ConfigMap/a/', 'ConfigMap/a/b/c']) {
    it(`refuse "${text}"`, () => {
      assert.throws(() => parseObjectId(text), /Not an object id/);
    });
  }
});
