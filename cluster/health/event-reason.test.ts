import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { explainEvents, type KubeEvent } from './event-reason.ts';

const early = '2026-11-21T09:00:00Z';
const late = '2026-11-21T09:00:30Z';

describe('explainEvents', () => {
  it('says nothing without events, and nothing of ordinary ones', () => {
    assert.equal(explainEvents([]), undefined);
    assert.equal(explainEvents([{ type: 'Normal', reason: 'Scheduled', message: 'Successfully assigned' }]), undefined);
  });

  it('tells what a volume waits for, although that is no trouble', () => {
    for (const reason of ['ExternalProvisioning', 'ExternalExpanding', 'WaitForFirstConsumer']) {
      const found = explainEvents([{ type: 'Normal', reason, message: 'waiting' }]);
      assert.deepEqual(found, { status: 'InProgress', reason, message: 'waiting' });
    }
  });

  it('prefers the newest of the warnings, whatever their order', () => {
    const events: KubeEvent[] = [
      { type: 'Warning', reason: 'FailedMount', message: 'late', lastTimestamp: late },
      { type: 'Warning', reason: 'FailedAttachVolume', message: 'early', lastTimestamp: early },
    ];
    assert.equal(explainEvents(events)?.message, 'late');
    assert.equal(explainEvents(events.toReversed())?.message, 'late');
  });

  it('reads events.k8s.io: the note, the series and its time', () => {
    const events: KubeEvent[] = [
      { type: 'Warning', reason: 'FailedScheduling', note: 'old', eventTime: late, series: null },
      {
        type: 'Warning',
        reason: 'FailedScheduling',
        note: '0/1 nodes are available',
        eventTime: '2026-11-21T08:00:00.000000Z',
        series: { count: 5, lastObservedTime: '2026-11-21T09:10:00.000000Z' },
      },
    ];
    assert.deepEqual(explainEvents(events), {
      status: 'InProgress',
      reason: 'FailedScheduling',
      message: '0/1 nodes are available (5 times)',
    });
  });

  it('takes a warning back when a success came later, but not when it came earlier', () => {
    const trouble = { type: 'Warning', reason: 'FailedScheduling', message: 'no room' };
    const success = { type: 'Normal', reason: 'Scheduled', message: 'Successfully assigned' };
    assert.equal(
      explainEvents([
        { ...trouble, eventTime: early },
        { ...success, eventTime: late },
      ]),
      undefined,
    );
    assert.equal(
      explainEvents([
        { ...trouble, eventTime: late },
        { ...success, eventTime: early },
      ])?.message,
      'no room',
    );
  });

  it('prefers the cause to the restart that follows from it', () => {
    const events: KubeEvent[] = [
      { type: 'Warning', reason: 'Unhealthy', message: 'Liveness probe failed: timeout', lastTimestamp: early },
      {
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container c in pod web-1',
        lastTimestamp: late,
      },
    ];
    assert.equal(explainEvents(events)?.reason, 'Unhealthy');
    assert.equal(explainEvents(events.slice(1))?.reason, 'CrashLoopBackOff');
  });

  it('does not call a refusal that passes by itself a failure', () => {
    const message =
      'Error creating: pods "setup-x" is forbidden: status unknown for quota: jobs, resources: limits.cpu';
    assert.equal(explainEvents([{ type: 'Warning', reason: 'FailedCreate', message }])?.status, 'InProgress');
  });

  it('keeps the number of times in a message that is cut', () => {
    const found = explainEvents([{ type: 'Warning', reason: 'FailedMount', message: 'long '.repeat(300), count: 42 }]);
    assert.ok(found !== undefined && found.message.length <= 500);
    assert.match(found.message, /\(42 times\)$/);
  });

  it('answers for any list of events', () => {
    const events = fc.array(
      fc.oneof(
        fc.anything(),
        fc.record({
          type: fc.constant('Warning'),
          reason: fc.anything(),
          message: fc.anything(),
          series: fc.anything(),
          metadata: fc.anything(),
        }),
      ),
    );
    fc.assert(fc.property(events, (list) => (explainEvents(list as KubeEvent[])?.message.length ?? 0) <= 500));
  });
});
