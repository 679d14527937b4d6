import assert from 'node:assert/strict';
import { ApiError } from '../../cluster/errors.ts';
import { systemClock } from '../../cluster/clock.ts';
import { refusalOf } from './refusal-of.ts';
import type { Turn } from './turn.ts';

const claim = 'PersistentVolumeClaim/store-x/db-data';

function refused(code: 'Conflict' | 'Invalid', detail: string, id = claim, there?: object) {
  const error = new ApiError({ code, method: 'PATCH', path: '/', status: code === 'Conflict' ? 409 : 422, detail });
  const live = { get: () => there };
  const deps = { clock: systemClock, random: () => 0.5, live };
  return refusalOf(error, id, 'a', { deps, state: { refusals: new Map() } } as unknown as Turn);
}

describe('refusalOf', () => {
  it('knows a lost volume by both answers to a uid that the claim no longer has', () => {
    for (const [code, detail] of [
      ['Conflict', 'uid mismatch: the provided object specified uid 1, and no existing object was found'],
      ['Invalid', 'metadata.uid: Invalid value: "1": field is immutable'],
    ] as const) {
      const { reason, retryAt } = refused(code, detail);
      assert.deepEqual([reason, retryAt], ['VolumeLost', Infinity]);
    }
  });

  it('tries again what admission refused, whatever code it chose, and leaves what is wrong for good', () => {
    for (const detail of [
      'admission webhook "hosts.urumi.dev" denied the request: shop.example.com is taken',
      `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'quiet-hours' with binding 'all' denied request: come back at nine`,
    ]) {
      const { retryAt, reason } = refused('Invalid', detail, 'Deployment.apps/store-x/web');
      assert.ok(Number.isFinite(retryAt), detail);
      assert.equal(reason, 'Invalid');
    }
    assert.equal(
      refused('Invalid', 'spec.replicas: Invalid value: -1', 'Deployment.apps/store-x/web').retryAt,
      Infinity,
    );
  });

  it('grows a claim when it is bound, and takes the refusal before that for no final one', () => {
    const detail = 'spec: Forbidden: spec is immutable after creation except resources.requests for bound claims';
    const pending = refused('Invalid', detail, claim, { uid: 'u', health: { reason: 'Pending' } });
    assert.deepEqual([pending.reason, Number.isFinite(pending.retryAt)], ['Unbound', true]);
    const bound = refused('Invalid', detail, claim, { uid: 'u', health: { reason: 'Resizing' } });
    assert.deepEqual([bound.reason, bound.retryAt], ['ImmutableField', Infinity]);
  });

  it('takes no other refusal for a lost volume', () => {
    assert.notEqual(refused('Invalid', 'spec.accessModes: Required value').reason, 'VolumeLost');
    assert.notEqual(refused('Conflict', 'uid mismatch', 'ConfigMap/store-x/env').reason, 'VolumeLost');
  });
});
