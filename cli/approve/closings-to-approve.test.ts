import assert from 'node:assert/strict';
import { fleetExample, storeExample } from '../../controller/testing/objects.ts';
import { fleetStatusSchema } from '../../synth/spec/fleet.ts';
import { CliError } from '../cli-error.ts';
import { closingsToApprove } from './closings-to-approve.ts';
import { renderClosings } from './render-closings.ts';

const revision = 'b'.repeat(40);
const pendingApproval = { revision, closures: 2, count: 2, stores: ['a', 'b'], reason: 'ClosuresHeld: too many' };

function fleet(status: Record<string, unknown> = { head: revision, pendingApproval }) {
  return { ...fleetExample(), status: fleetStatusSchema.parse(status) };
}

describe('closingsToApprove', () => {
  const refused = (exitCode: number, message: RegExp) => (error: unknown) =>
    error instanceof CliError && error.exitCode === exitCode && message.test(error.message);

  it('finds what waits by the revision or its first characters', () => {
    const waiting = { revision, count: 2, closures: 2, stores: ['a', 'b'], reason: 'ClosuresHeld: too many' };
    for (const text of [revision, 'bbbbbbb', 'BBBBBBBBBBBB'])
      assert.deepEqual(closingsToApprove(fleet(), { revision: text }), waiting);
    assert.deepEqual(closingsToApprove(fleet(), { revision, count: 2 }), waiting);
  });

  it('names what waits when it is another revision', () => {
    const asked = { revision: 'abcdef0' };
    assert.throws(
      () => closingsToApprove(fleet(), asked),
      refused(1, /what waits is revision bbbbbbbbbbbb, which would close 2 store/),
    );
  });

  it('refuses a count that is not the one that waits', () => {
    const asked = { revision, count: 3 };
    assert.throws(
      () => closingsToApprove(fleet(), asked),
      refused(1, /it would close 2 store\(s\), not 3; look again/),
    );
  });

  it('refuses when the branch has moved on', () => {
    const moved = fleet({ head: 'c'.repeat(40), pendingApproval });
    assert.throws(() => closingsToApprove(moved, { revision }), refused(1, /the branch has moved on to cccccccccccc/));
  });

  it('says so when nothing waits, and when no approval helps', () => {
    assert.throws(
      () => closingsToApprove(fleet({}), { revision }),
      refused(1, /no closing of fleet shops waits for approval/),
    );
    const refusal = { revision, guard: 'TreeEmpty', message: 'holds no file at all' };
    assert.throws(
      () => closingsToApprove(fleet({ refusal }), { revision }),
      refused(1, /no approval lifts TreeEmpty: holds no file at all/),
    );
  });

  it('knows a revision that was approved before', () => {
    const approval = { revision, closures: 2, guard: 'ClosuresHeld', by: 'command', at: '2026-11-21T10:00:00Z' };
    assert.equal(closingsToApprove(fleet({ head: revision, approval }), { revision: 'bbbbbbb' }), 'approved');
    // Its count was another one: what waits now is not what was approved.
    assert.notEqual(closingsToApprove(fleet({ head: revision, approval, pendingApproval }), { revision }), 'approved');
  });

  for (const text of ['', 'main', 'bbbbbb', `${revision}=4`, 'b'.repeat(65)]) {
    it(`takes '${text.slice(0, 45)}' for no revision`, () => {
      assert.throws(() => closingsToApprove(fleet(), { revision: text }), refused(2, /a revision is a commit's id/));
    });
  }
});

describe('renderClosings', () => {
  it("says what would be closed, with the volumes' sizes and how long they are kept", () => {
    const volumes = [
      { claim: 'db-data', uid: 'u1', volume: 'pv-1', size: '5Gi' },
      { claim: 'uploads', uid: 'u2', volume: 'pv-2', size: '10Gi' },
    ];
    const stores = new Map([
      ['a', storeExample('a', { status: { phase: 'Ready', volumes } })],
      [
        'b',
        storeExample('b', {
          spec: { deletion: { policy: 'Delete' } },
          status: { volumes: [{ claim: 'db-data', uid: 'u3' }] },
        }),
      ],
      ['c', storeExample('c', { spec: { deletion: { retention: '30d' } }, status: { phase: 'Failed' } })],
    ]);
    const closings = { revision, count: 6, closures: 6, stores: ['a', 'b', 'c', 'd'], reason: 'too many' };
    assert.equal(
      renderClosings('shops', closings, { stores, spec: { retention: '7d' } }),
      [
        'Revision bbbbbbbbbbbb of fleet shops would close 6 store(s):',
        '',
        'STORE   PHASE     VOLUMES                     DATA IS KEPT',
        'a       Ready     db-data 5Gi, uploads 10Gi   7d',
        'b       Pending   db-data                     not at all (policy Delete)',
        'c       Failed                                30d',
        'd       gone',
        "and 2 more, which the fleet's status does not name",
        '',
        'In all 15Gi on 2 volumes, and 1 whose size is not known.',
        'too many',
        '',
      ].join('\n'),
    );
  });
});
