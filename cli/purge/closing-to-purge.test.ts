import assert from 'node:assert/strict';
import { storeExample } from '../../controller/testing/objects.ts';
import { annotations } from '../../synth/spec/names.ts';
import { CliError } from '../cli-error.ts';
import { closingToPurge } from './closing-to-purge.ts';
import { renderPurge } from './render-purge.ts';

const now = Date.parse('2026-11-21T10:00:00Z');
const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };

describe('closingToPurge', () => {
  it('is the closing of a store that is closed, or still closing', () => {
    for (const phase of ['Closed', 'Closing'])
      assert.deepEqual(closingToPurge(storeExample('demo', { spec: { closure }, status: { phase } }), now), closure);
  });

  it('refuses an open store, and says how to close it and how to stop it', () => {
    assert.throws(
      () => closingToPurge(storeExample('demo', { status: { phase: 'Ready' } }), now),
      (error) =>
        error instanceof CliError &&
        error.exitCode === 1 &&
        /it is open\. To close it, remove stores\/demo\.yaml from .*spec\.suspended: true/.test(error.message),
    );
    const spec = { deletion: { protected: true } };
    assert.throws(
      () => closingToPurge(storeExample('demo', { spec }), now),
      /To close it, set deletion\.protected to false in stores\/demo\.yaml, and after that remove/,
    );
  });

  it('refuses a store whose file is back and cannot be applied: nothing of it is purged', () => {
    const store = storeExample('demo', { spec: { closure }, held: 'stores/demo.yaml:3:9: broken' });
    assert.throws(
      () => closingToPurge(store, now),
      /its file is back.*Remove the file again.*\(stores\/demo\.yaml:3:9: broken\)/,
    );
  });

  it('has nothing to ask for when the purge is due, was asked for, or has begun', () => {
    const asked = { [annotations.purgeNow]: closure.at };
    for (const store of [
      storeExample('demo', { spec: { closure: { ...closure, purgeAt: closure.at } } }),
      storeExample('demo', { spec: { closure }, annotations: asked }),
      storeExample('demo', { spec: { closure }, status: { phase: 'Purging' } }),
      storeExample('demo', { status: { phase: 'Purging' } }),
    ]) {
      assert.equal(closingToPurge(store, now), 'under-way');
    }
  });
});

describe('renderPurge', () => {
  it('says what is deleted, and how to keep it', () => {
    const volumes = [{ claim: 'db-data', uid: 'u', volume: 'pv-1', size: '5Gi' }];
    const text = renderPurge(storeExample('demo', { spec: { closure }, status: { volumes } }), closure, now);
    assert.match(text, /kept until 2026-11-27T10:00:00Z \(for 6d\)/);
    assert.match(text, /namespace store-demo with all that is in it/);
    assert.match(text, /\nCLAIM +SIZE +VOLUME\ndb-data +5Gi +pv-1\n\nIn all 5Gi on 1 volume\.\n/);
    assert.match(text, /bring stores\/demo\.yaml back: it opens again with its data/);
  });
});
