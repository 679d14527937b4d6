import assert from 'node:assert/strict';
import type { FleetStatus } from '../../synth/spec/fleet.ts';
import { fleetExample, storeExample } from '../testing/objects.ts';
import { fleetStatus, type FleetProgress, type PassResult } from './fleet-status.ts';

const now = Date.parse('2026-11-21T10:00:00Z');
const head = 'b'.repeat(40);
const clean: PassResult = { revision: head, invalid: [], waiting: [], refused: [], unsent: '' };
const stores = [storeExample('a', { status: { phase: 'Ready' } }), storeExample('b')];

function condition(status: FleetStatus, type: string): string {
  const found = status.conditions.find((each) => each.type === type);
  return found === undefined ? 'absent' : `${found.status} ${found.reason}: ${found.message}`;
}

describe('fleetStatus', () => {
  it('is Ready when the head is applied', () => {
    const status = fleetStatus(fleetExample(), stores, { head, result: clean }, now);
    assert.match(condition(status, 'Ready'), /^True Applied: revision bbbbbbbbbbbb is applied/);
    assert.equal(status.applied, head);
    assert.equal(Date.parse(status.appliedAt ?? ''), now);
    assert.deepEqual(status.phases, { Ready: 1, Pending: 1 });
    assert.equal(status.stores, 2);
  });

  it('is the same when nothing happened, however much time has passed', () => {
    const fleet = fleetExample();
    const status = fleetStatus(fleet, stores, { head, result: clean, rewrittenFrom: 'c'.repeat(40) }, now);
    const again = { head, result: clean, rewrittenFrom: 'c'.repeat(40) };
    assert.deepEqual(fleetStatus({ ...fleet, status }, stores, again, now + 3_600_000), status);
  });

  it('is the same after a restart', () => {
    const fleet = fleetExample();
    const status = fleetStatus(fleet, stores, { head, result: clean, rewrittenFrom: 'c'.repeat(40) }, now);
    assert.deepEqual(fleetStatus({ ...fleet, status }, stores, { head, result: clean }, now + 60_000), status);
  });

  it('tells of a force-push until the next head', () => {
    const fleet = fleetExample();
    const status = fleetStatus(fleet, stores, { head, result: clean, rewrittenFrom: 'c'.repeat(40) }, now);
    assert.match(condition(status, 'HistoryRewritten'), /went from cccccccccccc to bbbbbbbbbbbb/);
    const next = 'd'.repeat(40);
    const progress = { head: next, result: { ...clean, revision: next } };
    assert.equal(condition(fleetStatus({ ...fleet, status }, stores, progress, now), 'HistoryRewritten'), 'absent');
  });

  it('keeps what it knew while the repository is away', () => {
    const fleet = fleetExample();
    const invalid = [{ file: 'stores/x.yaml', blob: '1', messages: ['stores/x.yaml:1:1: broken'] }];
    const before = fleetStatus(fleet, stores, { head, result: { ...clean, invalid } }, now);
    const failure = { reason: 'RepositoryUnreachable', message: 'connection refused', stalled: false };
    const status = fleetStatus({ ...fleet, status: before }, stores, { failure }, now);
    assert.deepEqual([status.head, status.applied, status.invalid], [head, head, invalid]);
    assert.equal(condition(status, 'Reconciling'), 'True RepositoryUnreachable: connection refused');
    assert.match(condition(status, 'Stalled'), /^False/);
  });

  it('is Stalled when only a person can help', () => {
    const failure = { reason: 'BranchMissing', message: 'no branch main', stalled: true };
    const status = fleetStatus(fleetExample(), stores, { failure }, now);
    assert.equal(condition(status, 'Stalled'), 'True BranchMissing: no branch main');
  });

  it('lists the first hundred invalid files and counts all', () => {
    const invalid = Array.from({ length: 120 }, (_, index) => ({ file: `f${index}`, blob: '', messages: ['m'] }));
    const status = fleetStatus(fleetExample(), stores, { head, result: { ...clean, invalid } }, now);
    assert.equal(status.invalid.length, 100);
    assert.equal(status.invalidCount, 120);
    assert.match(condition(status, 'Stalled'), /^True InvalidFiles: 120 files are not applied/);
  });

  it('bounds what it says of one file', () => {
    const messages = Array.from({ length: 50 }, (_, line) => `stores/x.yaml:${line}:1: ${'x'.repeat(2000)}`);
    const invalid = [{ file: 'stores/x.yaml', blob: '', messages }];
    const [shown] = fleetStatus(fleetExample(), stores, { head, result: { ...clean, invalid } }, now).invalid;
    assert.equal(shown?.messages.length, 6);
    assert.equal(shown?.messages[0]?.length, 400);
    assert.equal(shown?.messages[5], 'stores/x.yaml: and 45 more problems');
  });

  it('shows what waits for approval', () => {
    const refusal = { reason: 'ClosuresHeld', message: 'too many', approvable: true } as const;
    const progress: FleetProgress = { head, result: { ...clean, refusal, refused: ['a', 'b'] } };
    const status = fleetStatus(fleetExample(), stores, progress, now);
    assert.deepEqual(status.pendingApproval, {
      revision: head,
      closures: 2,
      stores: ['a', 'b'],
      reason: 'too many',
      guard: 'ClosuresHeld',
    });
    assert.equal(status.applied, head);
  });

  it('says what an approval has to name, those included that the revision closed before', () => {
    const refusal = { reason: 'ClosuresHeld', message: 'too many', approvable: true, count: 5 } as const;
    const status = fleetStatus(
      fleetExample(),
      stores,
      { head, result: { ...clean, refusal, refused: ['a', 'b'] } },
      now,
    );
    assert.equal(status.pendingApproval?.count, 5);
    assert.equal(status.pendingApproval.closures, 2);
  });

  it('says of every refusal which guard it was, also after a restart', () => {
    const fleet = fleetExample();
    const refusal = { reason: 'PathMissing', message: 'no folder', approvable: false } as const;
    const status = fleetStatus(fleet, stores, { head, result: { ...clean, refusal } }, now);
    assert.deepEqual(status.refusal, { revision: head, guard: 'PathMissing', message: 'no folder' });
    const failure = { reason: 'RepositoryUnreachable', message: 'connection refused', stalled: false };
    assert.deepEqual(fleetStatus({ ...fleet, status }, stores, { failure }, now).refusal, status.refusal);
    assert.equal(fleetStatus({ ...fleet, status }, stores, { head, result: clean }, now).refusal, undefined);
  });

  it('keeps the last approval that took effect, with its time', () => {
    const fleet = fleetExample();
    const approval = { revision: head, closures: 4, guard: 'ClosuresHeld', by: 'command' } as const;
    const status = fleetStatus(fleet, stores, { head, result: clean, approval }, now);
    assert.deepEqual(status.approval, { ...approval, at: '2026-11-21T10:00:00.000Z' });
    assert.deepEqual(fleetStatus({ ...fleet, status }, stores, { head, result: clean, approval }, now + 9e6), status);
    assert.deepEqual(fleetStatus({ ...fleet, status }, stores, { head, result: clean }, now + 9e6), status);
  });

  it('asks for no approval of what no trailer lifts', () => {
    const refusal = { reason: 'PathMissing', message: 'no folder', approvable: false } as const;
    const status = fleetStatus(fleetExample(), stores, { head, result: { ...clean, refusal, refused: ['a'] } }, now);
    assert.equal(status.pendingApproval, undefined);
    assert.equal(condition(status, 'Stalled'), 'True PathMissing: no folder');
  });

  it('does not call a revision applied while a purge keeps one of its stores waiting', () => {
    const status = fleetStatus(fleetExample(), stores, { head, result: { ...clean, waiting: ['a'] } }, now);
    assert.equal(status.applied, undefined);
  });

  it('does not call a revision applied before everything was sent', () => {
    const status = fleetStatus(fleetExample(), stores, { head, result: { ...clean, unsent: '3 stores wait' } }, now);
    assert.equal(status.applied, undefined);
    assert.equal(condition(status, 'Reconciling'), 'True Applying: 3 stores wait');
  });
});
