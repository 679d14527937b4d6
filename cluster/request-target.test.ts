import assert from 'node:assert/strict';
import type { ApiRequest } from './connection.ts';
import { requestTarget } from './request-target.ts';

const target = (method: ApiRequest['method'], path: string, more: Partial<ApiRequest> = {}): string => {
  const { verb, resource } = requestTarget({ method, path, ...more });
  return `${verb} ${resource}`;
};

describe('the target of a request', () => {
  it('is read off the path', () => {
    assert.equal(target('GET', '/api/v1/namespaces/a/pods/b'), 'get pods');
    assert.equal(target('GET', '/api/v1/namespaces/a/pods'), 'list pods');
    assert.equal(target('GET', '/apis/apps/v1/deployments'), 'list deployments');
    assert.equal(target('GET', '/apis/apps/v1/deployments', { query: { watch: true } }), 'watch deployments');
    assert.equal(target('POST', '/apis/apps/v1/namespaces/a/deployments'), 'create deployments');
    assert.equal(target('DELETE', '/apis/apps/v1/namespaces/a/deployments/b'), 'delete deployments');
    assert.equal(target('PATCH', '/apis/urumi.dev/v1alpha1/namespaces/a/stores/b/status'), 'patch stores/status');
  });

  it('tells applies from other patches', () => {
    const contentType = 'application/apply-patch+yaml';
    assert.equal(target('PATCH', '/api/v1/namespaces/a/configmaps/b', { contentType }), 'apply configmaps');
  });

  it('knows namespaces from what is in them', () => {
    assert.equal(target('GET', '/api/v1/namespaces'), 'list namespaces');
    assert.equal(target('GET', '/api/v1/namespaces/a'), 'get namespaces');
    assert.equal(target('PUT', '/api/v1/namespaces/a/finalize'), 'update namespaces/finalize');
  });

  it('is none for what is no resource', () => {
    assert.equal(target('GET', '/version'), 'get none');
    assert.equal(target('GET', '/readyz/etcd'), 'get none');
  });
});
