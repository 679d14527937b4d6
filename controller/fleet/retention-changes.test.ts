import assert from 'node:assert/strict';
import { annotations } from '../../synth/spec/names.ts';
import type { StoreExample } from '../testing/objects.ts';
import type { StoreRescheduling } from './fleet-decision.ts';
import { closure, decide, good } from './testing/scene.ts';

/** What a fleet with this retention makes of a store that was closed when it was 7d. */
function rescheduled(retention: string, example: StoreExample = {}, files = {}): readonly StoreRescheduling[] {
  const store = { ...example, spec: { closure, ...example.spec } };
  return decide({ files, stores: { demo: store }, fleet: { retention } }).reschedule;
}

describe('retentionChanges', () => {
  it('moves the purge of a closed store when the retention of its fleet changes, and nothing else of its closing', () => {
    assert.deepEqual(rescheduled('30d'), [
      { name: 'demo', uid: 'uid-demo', closure: { ...closure, purgeAt: '2026-12-20T10:00:00.000Z' } },
    ]);
    assert.equal(rescheduled('12h')[0]?.closure.purgeAt, '2026-11-20T22:00:00.000Z');
  });

  it('asks for nothing when the retention is what it was', () => {
    assert.deepEqual(rescheduled('7d'), []);
    assert.deepEqual(rescheduled('168h'), []);
  });

  it('leaves a store alone whose own file named a retention', () => {
    const purgeAt = '2026-11-22T10:00:00Z';
    assert.deepEqual(
      rescheduled('30d', { spec: { deletion: { retention: '2d' }, closure: { ...closure, purgeAt } } }),
      [],
    );
  });

  it('keeps nothing longer of a store whose policy is Delete', () => {
    const spec = { deletion: { policy: 'Delete' }, closure: { ...closure, purgeAt: closure.at } };
    assert.deepEqual(rescheduled('30d', { spec }), []);
  });

  it('puts off no purge that has begun, or that a person asked for', () => {
    assert.deepEqual(rescheduled('30d', { status: { phase: 'Purging' } }), []);
    assert.deepEqual(rescheduled('30d', { annotations: { [annotations.purgeNow]: closure.at } }), []);
    assert.deepEqual(rescheduled('30d', { deletionTimestamp: '2026-11-21T09:00:00Z' }), []);
  });

  it('does not mind what was asked of an earlier closing', () => {
    assert.equal(rescheduled('30d', { annotations: { [annotations.purgeNow]: '2026-10-01T10:00:00Z' } }).length, 1);
  });

  it('leaves a store alone whose file is back: it is reopened', () => {
    assert.deepEqual(rescheduled('30d', {}, { 'stores/demo.yaml': good }), []);
  });

  it('moves nothing while the tree says nothing', () => {
    const decision = decide({
      tree: { state: 'empty' },
      stores: { demo: { spec: { closure } } },
      fleet: { retention: '1d' },
    });
    assert.deepEqual(decision.reschedule, []);
  });
});
