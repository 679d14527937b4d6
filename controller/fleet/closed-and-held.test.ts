import assert from 'node:assert/strict';
import { closure, decide, good, names } from './testing/scene.ts';

describe('decideFleet: a closed store whose file is back', () => {
  const past = { ...closure, purgeAt: '2026-11-21T09:00:00Z' };
  const held = 'stores/demo.yaml:5:9: broken';
  const stores = { demo: { held, spec: { closure: past }, status: { phase: 'Closed' } } };

  it('is held while the file is wrong, also when its retention is over', () => {
    const { waiting, hold, invalid } = decide({ stores, files: { 'stores/demo.yaml': { engine: 'none' } } });
    assert.deepEqual(waiting, []);
    assert.equal(invalid.length, 1);
    assert.notEqual(hold[0]?.message, undefined);
  });

  it('is reopened when the file is right, also when its retention was over, and released when that is done', () => {
    const files = { 'stores/demo.yaml': good };
    const { apply, hold } = decide({ stores, files, blobs: { 'stores/demo.yaml': 'another' } });
    assert.deepEqual(
      apply.map(({ kind, name }) => `${kind} ${name}`),
      ['reopen demo'],
    );
    assert.deepEqual(hold, [], 'its data would go if the store could not be sent');
    const open = decide({ stores: { demo: { held, status: { phase: 'Closed' } } }, files });
    assert.deepEqual(
      open.hold.map(({ name, message }) => [name, message]),
      [['demo', undefined]],
    );
  });

  it('is released, and so purged, when the file is gone again', () => {
    const { hold } = decide({ stores: { ...stores, other: {} }, files: { 'stores/other.yaml': good } });
    assert.deepEqual(names(hold), ['demo']);
    assert.equal(hold[0]?.message, undefined);
  });

  it('is not stopped when the purge has begun', () => {
    const purging = { demo: { held, spec: { closure: past }, status: { phase: 'Purging' } } };
    assert.deepEqual(decide({ stores: purging, files: { 'stores/demo.yaml': good } }).waiting, ['demo']);
  });
});
