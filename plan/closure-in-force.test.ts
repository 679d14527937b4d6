import assert from 'node:assert/strict';
import { annotations } from '../synth/spec/names.ts';
import { closureInForce } from './closure-in-force.ts';
import { storeExample } from '../controller/testing/objects.ts';

describe('closureInForce', () => {
  const closure = { at: '2026-11-20T10:00:00.000Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00.000Z' };
  const asked = (at: string, spec: object = { closure }) =>
    storeExample('demo', { spec: { ...spec }, annotations: { [annotations.purgeNow]: at } });

  it('is what the fleet loop recorded', () => {
    assert.deepEqual(closureInForce(storeExample('demo', { spec: { closure } })), closure);
  });

  it('is due at once when the purge of this closing was asked for', () => {
    assert.deepEqual(closureInForce(asked(closure.at)), { ...closure, purgeAt: closure.at });
  });

  it('is not touched by what was asked of an earlier closing', () => {
    assert.deepEqual(closureInForce(asked('2026-10-01T10:00:00.000Z')), closure);
  });

  it('is none for a store that was reopened after the purge was asked for', () => {
    assert.equal(closureInForce(asked(closure.at, {})), undefined);
  });
});
