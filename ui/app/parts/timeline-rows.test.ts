import assert from 'node:assert/strict';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { timelineOf } from './timeline-rows.ts';

const start = Date.parse('2026-11-21T10:00:00Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

function shop(stages: StoreDetail['stages'], usual: StoreDetail['usual'] = {}): StoreDetail {
  return { stages, usual } as StoreDetail;
}

describe('timelineOf', () => {
  it('lays finished stages end to end over the whole width', () => {
    const { rows, total, isOver } = timelineOf(
      shop([
        { name: 'guards', state: 'Ready', startedAt: at(0), endedAt: at(10) },
        { name: 'database', state: 'Ready', startedAt: at(10), endedAt: at(40) },
      ]),
      start + 3_600_000,
    );
    assert.deepEqual(
      rows.map(({ x, w, took }) => [x, w, took]),
      [
        [0, 25, 10_000],
        [25, 75, 30_000],
      ],
    );
    assert.deepEqual([total, isOver], [40_000, true]);
  });

  it('shows what is beyond the usual as late, and leaves room for what is to come', () => {
    const { rows } = timelineOf(
      shop(
        [
          { name: 'database', state: 'Running', startedAt: at(0) },
          { name: 'setup', state: 'Pending' },
        ],
        { database: 20, setup: 20 },
      ),
      start + 60_000,
    );
    const [database, setup] = rows;
    assert.deepEqual([database?.w, database?.late, database?.took], [25, 50, 60_000]);
    assert.deepEqual([setup?.x, setup?.expected], [75, 25]);
  });

  it('expects nothing after a stage that failed', () => {
    const stages: StoreDetail['stages'] = [
      { name: 'setup', state: 'Failed', startedAt: at(0), endedAt: at(22) },
      { name: 'application', state: 'Pending' },
    ];
    const { rows } = timelineOf(shop(stages, { application: 50 }), start + 60_000);
    assert.deepEqual(
      rows.map(({ w, expected }) => [w, expected]),
      [
        [100, 0],
        [0, 0],
      ],
    );
  });

  it('is never wider than its room, nor divides by nothing', () => {
    const { rows, total } = timelineOf(shop([{ name: 'guards', state: 'Pending' }]), start);
    assert.deepEqual([rows[0]?.w, rows[0]?.x, total], [0, undefined, 0]);
  });
});
