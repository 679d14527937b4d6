import assert from 'node:assert/strict';
import { fleetStatusSchema, type FleetStatus } from '../../synth/spec/fleet.ts';
import { closingTransitions } from './closing-transitions.ts';

const revision = 'b'.repeat(40);
const refusal = { revision, guard: 'ClosuresHeld', message: 'too many' };
const approval = { revision, closures: 4, guard: 'ClosuresHeld', by: 'command', at: '2026-11-21T10:00:00Z' };

function status(fields: Record<string, unknown> = {}): FleetStatus {
  return fleetStatusSchema.parse(fields);
}

describe('closingTransitions', () => {
  it('tells of a refusal once for each revision', () => {
    const refused = status({ refusal });
    assert.deepEqual(closingTransitions(status(), refused), [
      { type: 'Warning', reason: 'ClosuresHeld', action: 'Close', note: 'too many' },
    ]);
    assert.deepEqual(closingTransitions(refused, refused), []);
    const next = status({ refusal: { ...refusal, revision: 'c'.repeat(40) } });
    assert.equal(closingTransitions(refused, next).length, 1);
  });

  it('tells when another guard refuses the same revision, and not when only the words change', () => {
    const refused = status({ refusal });
    const other = closingTransitions(refused, status({ refusal: { ...refusal, guard: 'UnrelatedTree' } }));
    assert.deepEqual(
      other.map(({ reason }) => reason),
      ['UnrelatedTree'],
    );
    assert.deepEqual(closingTransitions(refused, status({ refusal: { ...refusal, message: 'many' } })), []);
  });

  it('tells once that an approval has effect, and whose', () => {
    const approved = status({ approval });
    const [news] = closingTransitions(status({ refusal }), approved);
    assert.equal(news?.type, 'Normal');
    assert.equal(news.reason, 'ClosuresApproved');
    assert.equal(
      news.note,
      'revision bbbbbbbbbbbb closes 4 store(s), which ClosuresHeld had kept open: approved by `urumi approve`',
    );
    assert.deepEqual(closingTransitions(approved, approved), []);
    const trailer = status({ approval: { ...approval, revision: 'c'.repeat(40), by: 'trailer' } });
    assert.match(
      closingTransitions(approved, trailer)[0]?.note ?? '',
      /approved by the head commit's Urumi-Approve-Closures$/,
    );
  });
});
