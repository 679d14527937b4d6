import assert from 'node:assert/strict';
import { activityQuerySchema, type Activity } from '../api/activity-view.ts';
import { pageOf } from './page-of.ts';

const at = (second: number, more: Partial<Activity> = {}): Activity => ({
  at: `2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z`,
  source: 'git',
  kind: 'merged',
  what: `change ${second}`,
  by: 'tess',
  ...more,
});
const page = (all: readonly Activity[], query: object = {}) => pageOf(all, activityQuerySchema.parse(query));

describe('a page of what happened', () => {
  it('begins with the newest, and says where the next one begins', () => {
    const all = [at(1), at(4), at(3), at(2)];
    const first = page(all, { limit: '2' });
    assert.deepEqual([first.items.map(({ what }) => what), first.next], [['change 4', 'change 3'], all[2]?.at]);
    const second = page(all, { limit: '2', before: first.next });
    assert.deepEqual([second.items.map(({ what }) => what), second.next], [['change 2', 'change 1'], undefined]);
  });

  it('does not tear apart what happened in the same moment', () => {
    const all = [at(3), at(2, { what: 'a' }), at(2, { what: 'b' }), at(2, { what: 'c' }), at(1)];
    const first = page(all, { limit: '2' });
    assert.equal(first.items.length, 4);
    assert.deepEqual(
      page(all, { limit: '2', before: first.next }).items.map(({ what }) => what),
      ['change 1'],
    );
  });

  it('has what was searched for, in whatever field, and of one source', () => {
    const all = [at(1, { store: 'kaffee-rot' }), at(2, { pull: 7 }), at(3, { by: 'Ada', source: 'here' })];
    assert.equal(page(all, { search: 'KAFFEE change' }).items.length, 1);
    assert.equal(page(all, { search: '#7' }).items.length, 1);
    assert.equal(page(all, { source: 'here' }).items[0]?.by, 'Ada');
    assert.deepEqual(page(all, { search: 'nothing' }), { items: [] });
  });
});
