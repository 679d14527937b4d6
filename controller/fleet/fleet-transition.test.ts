import assert from 'node:assert/strict';
import { fleetStatusSchema, type FleetStatus } from '../../synth/spec/fleet.ts';
import { fleetTransition } from './fleet-transition.ts';

function status(ready: 'True' | 'False' | undefined, reason = '', others: object[] = []): FleetStatus {
  const lastTransitionTime = '2026-11-21T10:00:00Z';
  const conditions =
    ready === undefined ? [] : [{ type: 'Ready', status: ready, reason, message: `${reason}!`, lastTransitionTime }];
  return fleetStatusSchema.parse({ conditions: [...conditions, ...others] });
}

describe('fleetTransition', () => {
  it('tells of what went wrong, and that it is well again', () => {
    const broken = fleetTransition(status('True', 'Applied'), status('False', 'BranchMissing'));
    assert.deepEqual(broken, { type: 'Warning', reason: 'BranchMissing', action: 'Reconcile', note: 'BranchMissing!' });
    const well = fleetTransition(status('False', 'BranchMissing'), status('True', 'Applied'));
    assert.equal(well?.type, 'Normal');
  });

  it('tells that a fleet is applied for the first time', () => {
    assert.equal(fleetTransition(status(undefined), status('True', 'Applied'))?.reason, 'Applied');
  });

  it('is silent about what comes and goes with every revision', () => {
    assert.equal(fleetTransition(status('True', 'Applied'), status('False', 'Applying')), undefined);
    assert.equal(fleetTransition(status('False', 'Applying'), status('True', 'Applied')), undefined);
    assert.equal(fleetTransition(status('True', 'Applied'), status('True', 'Applied')), undefined);
  });

  it('leaves refusals of guards to those who tell them once for each revision', () => {
    const refusal = { revision: 'b'.repeat(40), guard: 'ClosuresHeld', message: 'too many' };
    const held = { ...status('False', 'ClosuresHeld'), refusal };
    assert.equal(fleetTransition(status('True', 'Applied'), held), undefined);
    assert.equal(fleetTransition(held, status('True', 'Applied'))?.reason, 'Applied');
  });

  it('tells of a force-push once', () => {
    const lastTransitionTime = '2026-11-21T10:00:00Z';
    const rewritten = {
      type: 'HistoryRewritten',
      status: 'True',
      reason: 'ForcePush',
      message: 'from a to b',
      lastTransitionTime,
    };
    const after = status('True', 'Applied', [rewritten]);
    assert.equal(fleetTransition(status('True', 'Applied'), after)?.reason, 'HistoryRewritten');
    assert.equal(fleetTransition(after, after), undefined);
  });
});
