import assert from 'node:assert/strict';
import { apiVersionOf, collectionPath, kindInfo, kindOf, kinds, pathOf, typeOf } from './kinds.ts';

describe('kinds', () => {
  it('give the path of an object', () => {
    assert.equal(pathOf('ConfigMap/store-a/web'), '/api/v1/namespaces/store-a/configmaps/web');
    assert.equal(pathOf('Deployment.apps/store-a/web'), '/apis/apps/v1/namespaces/store-a/deployments/web');
    assert.equal(pathOf('Namespace//store-a'), '/api/v1/namespaces/store-a');
    assert.equal(pathOf('Store.urumi.dev/urumi-system/a'), '/apis/urumi.dev/v1alpha1/namespaces/urumi-system/stores/a');
  });

  it('escape names, so that no name leads to another path', () => {
    assert.equal(
      pathOf('ClusterRole.rbac.authorization.k8s.io//system:node?x'),
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode%3Fx',
    );
  });

  it('give the path of a collection, in one namespace or all', () => {
    assert.equal(collectionPath(kindInfo('Pod')), '/api/v1/pods');
    assert.equal(collectionPath(kindInfo('Job', 'batch'), 'store-a'), '/apis/batch/v1/namespaces/store-a/jobs');
  });

  it('refuse an id whose namespace does not fit its kind', () => {
    assert.throws(() => pathOf('ConfigMap//web'), /must name a namespace/);
    assert.throws(() => pathOf('Namespace/a/b'), /must not name a namespace/);
  });

  it('refuse a kind that is not in the table, and say where to add it', () => {
    assert.throws(
      () => kindInfo('Gateway', 'gateway.networking.k8s.io'),
      /Gateway\.gateway\.networking\.k8s\.io.*cluster\/kinds\.ts/,
    );
    assert.throws(() => kindInfo('Deployment'), /does not know the kind Deployment/);
  });

  it('are each in the table once', () => {
    assert.equal(new Set(kinds.map(typeOf)).size, kinds.length);
  });

  it('know the apiVersion of their objects', () => {
    assert.equal(apiVersionOf(kindOf('ConfigMap/a/b')), 'v1');
    assert.equal(apiVersionOf(kindOf('Ingress.networking.k8s.io/a/b')), 'networking.k8s.io/v1');
  });
});
