import assert from 'node:assert/strict';
import { routeOf } from './route.ts';

const sha = 'a1'.repeat(20);

describe('the page of an address', () => {
  it('is found by its path', () => {
    assert.deepEqual(routeOf('/'), { page: 'stores' });
    assert.deepEqual(routeOf('/new'), { page: 'edit', name: '' });
    assert.deepEqual(routeOf('/stores/demo'), { page: 'store', name: 'demo' });
    assert.deepEqual(routeOf('/stores/demo/edit'), { page: 'edit', name: 'demo' });
    for (const verb of ['close', 'reopen', 'suspend', 'resume'])
      assert.deepEqual(routeOf(`/stores/demo/${verb}`), { page: 'act', name: 'demo', verb });
    assert.deepEqual(routeOf(`/stores/demo/rollback/${sha}`), { page: 'rollback', name: 'demo', revision: sha });
    assert.deepEqual(routeOf('/pulls/7'), { page: 'pull', number: 7 });
  });

  it('is missing when the address is none', () => {
    for (const path of [
      '/x',
      '/stores',
      '/stores/../x',
      '/stores/demo/purge',
      '/stores/demo/rollback/main',
      '/pulls/0',
    ])
      assert.deepEqual(routeOf(path), { page: 'missing' }, path);
  });
});
