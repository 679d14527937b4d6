import assert from 'node:assert/strict';
import { storeExample } from '../testing/objects.ts';
import { finishingRotation } from './finish-rotation.ts';

const secret = (keys: readonly string[]) => ({ secrets: [{ name: 'store-db', uid: 'u', keys: [...keys] }] });
const pending = secret(['password', 'next-password']);

describe('finishingRotation', () => {
  it('asks for the Job of a rotation that was begun when the file no longer does', () => {
    const store = storeExample('x', { spec: { rotate: { application: '7' } } });
    const { spec, metadata } = finishingRotation(store, pending);
    assert.deepEqual(Object.keys(spec.rotate).toSorted(), ['application', 'database']);
    assert.equal(spec.rotate['application'], '7');
    assert.equal(metadata, store.metadata);
  });

  it('leaves a file alone that asks itself, and one whose rotation is complete', () => {
    const asking = storeExample('x', { spec: { rotate: { database: '1' } } });
    assert.equal(finishingRotation(asking, pending), asking);
    const silent = storeExample('x', {});
    assert.equal(finishingRotation(silent, secret(['password'])), silent);
    assert.equal(finishingRotation(silent, { secrets: [] }), silent);
  });
});
