import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeProgress, type ProgressEvent } from './progress.ts';
import { startTicker } from './ticker.ts';

describe('progress', () => {
  it('is told in a line', () => {
    assert.equal(
      describeProgress({ name: 'etcd', step: 'building', detail: '67 packages compiled', elapsedMs: 12_300 }),
      'etcd: building (67 packages compiled), 12 s',
    );
    assert.equal(describeProgress({ name: 'etcd', step: 'found', elapsedMs: 20 }), 'etcd: found');
  });

  it('is told again and again while something goes on, with the newest detail', async () => {
    const details = new Set<string | undefined>();
    let reports = 0;
    const ticker = startTicker('etcd', onProgress, 10);
    function onProgress({ detail }: ProgressEvent) {
      details.add(detail);
      reports += 1;
    }
    ticker.report('building', 'begun');
    ticker.update('half way');
    await sleep(100);
    assert.ok(reports > 2);
    assert.deepEqual([...details], ['begun', 'half way']);
    ticker.pause();
    const before = reports;
    await sleep(100);
    assert.equal(reports, before);
    ticker.stop();
  });
});
