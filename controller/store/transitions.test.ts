import assert from 'node:assert/strict';
import { storeStatusSchema, type Phase, type StoreStatus } from '../../synth/spec/store.ts';
import { conditionsOf, reconciling, settled, stuck, type ConditionState } from './conditions.ts';
import { transitionOf } from './transitions.ts';

function status(phase: Phase, states: ConditionState[]): StoreStatus {
  return { ...storeStatusSchema.parse({}), phase, conditions: conditionsOf(states, [], { now: 0, generation: 1 }) };
}

describe('transitionOf', () => {
  const ready = status('Ready', settled('Ready', 'the shop answers', ''));
  const provisioning = status('Provisioning', reconciling('database', 'stage database waits', ''));
  const failed = status('Failed', stuck('ImagePullBackOff', 'no such image'));

  it('tells a change of phase with the message of Ready', () => {
    assert.deepEqual(transitionOf(provisioning, ready), {
      type: 'Normal',
      reason: 'Ready',
      action: 'Reconcile',
      note: 'the shop answers',
    });
  });

  it('tells when a change of a Ready store has arrived', () => {
    const changed = { ...ready, readySince: '2026-11-21T09:00:00.000Z' };
    assert.equal(transitionOf(ready, changed)?.reason, 'Updated');
    assert.equal(transitionOf(changed, changed), undefined);
  });

  it('warns with the reason that stalls the store', () => {
    assert.deepEqual(transitionOf(provisioning, failed), {
      type: 'Warning',
      reason: 'ImagePullBackOff',
      action: 'Reconcile',
      note: 'no such image',
    });
  });

  it('is silent about a message that moves within one phase', () => {
    assert.equal(
      transitionOf(provisioning, status('Provisioning', reconciling('setup', 'stage setup waits', ''))),
      undefined,
    );
  });

  it('warns of a held file while the shop stays Ready', () => {
    const held = status('Ready', settled('Ready', 'the shop answers', 'stores/x.yaml:3:9: unknown plan'));
    assert.equal(transitionOf(ready, held)?.reason, 'InvalidFile');
  });
});
