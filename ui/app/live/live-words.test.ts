import assert from 'node:assert/strict';
import type { StoreRow } from '../../server/api/store-row.ts';
import { filterOf, queryOf } from '../list/store-filter.ts';
import { routeOf } from '../shell/route.ts';
import { Announcer } from './announcer.ts';
import { retryDelay } from './retry-delay.ts';

const row = (name: string, phase: StoreRow['phase']): StoreRow => ({ name, phase }) as StoreRow;

describe('retryDelay', () => {
  it('doubles from one second to thirty, a quarter more or less', () => {
    assert.deepEqual(
      [1, 2, 3, 6, 60].map((attempt) => retryDelay(attempt, 0.5)),
      [1_000, 2_000, 4_000, 30_000, 30_000],
    );
    assert.deepEqual([retryDelay(1, 0), retryDelay(1, 1)], [750, 1_250]);
  });
});

describe('Announcer', () => {
  it('puts many changes into one sentence, and no more than one in ten seconds', () => {
    const announcer = new Announcer();
    const first = announcer.take(
      { rows: [row('a', 'Ready'), row('b', 'Ready'), row('c', 'Failed')], gone: [], counts: {} },
      20_000,
    );
    assert.equal(first, '2 stores became Ready, 1 Failed.');
    assert.equal(announcer.take({ rows: [row('d', 'Ready')], gone: [], counts: {} }, 25_000), undefined);
    assert.equal(announcer.take({ rows: [], gone: [], counts: {} }, 31_000), '1 store became Ready.');
  });

  it('says nothing of a row that changed in another way', () => {
    const announcer = new Announcer();
    announcer.take({ rows: [row('a', 'Ready')], gone: [], counts: {} }, 20_000);
    assert.equal(announcer.take({ rows: [row('a', 'Ready')], gone: [], counts: {} }, 40_000), undefined);
  });
});

describe('the address of the list', () => {
  it('is read as it was written', () => {
    const filter = {
      search: 'kaffee & co',
      phases: ['Failed', 'Degraded'] as const,
      engine: 'medusa',
      plan: '',
      isFlat: true,
      owner: 'team a',
    };
    assert.deepEqual(filterOf(queryOf(filter)), filter);
  });

  it('may hold nonsense, which is no filter', () => {
    const filter = filterOf(new URLSearchParams('phase=Broken,Ready&engine=x&plan=<b>&search='));
    assert.deepEqual(filter, { search: '', phases: ['Ready'], engine: '', plan: '', owner: '', isFlat: false });
  });
});

describe('routeOf', () => {
  it('knows the pages, and no path that is none', () => {
    assert.deepEqual(routeOf('/stores/demo-shop'), { page: 'store', name: 'demo-shop' });
    assert.deepEqual(routeOf('/stores/demo-shop/reopen'), { page: 'act', name: 'demo-shop', verb: 'reopen' });
    assert.deepEqual(
      [routeOf('/new'), routeOf('/stores/a/edit')].map((route) => 'name' in route && route.name),
      ['', 'a'],
    );
    assert.deepEqual(
      ['/', '/closed', '/fleet', '/stores/../x', '/x'].map((path) => routeOf(path).page),
      ['stores', 'closed', 'fleet', 'missing', 'missing'],
    );
  });
});
