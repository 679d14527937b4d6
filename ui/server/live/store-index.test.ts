import assert from 'node:assert/strict';
import { storeExample } from '../../../controller/testing/objects.ts';
import { storeQuerySchema } from '../api/store-list.ts';
import type { StoreRow } from '../api/store-row.ts';
import { rowOf } from './row-of.ts';
import { StoreIndex } from './store-index.ts';

function row(
  name: string,
  status: Record<string, unknown> = { phase: 'Ready' },
  spec: Record<string, unknown> = {},
): StoreRow {
  return rowOf(storeExample(name, { status, spec }), undefined);
}

function query(text = ''): ReturnType<typeof storeQuerySchema.parse> {
  return storeQuerySchema.parse(Object.fromEntries(new URLSearchParams(text)));
}

function names(index: StoreIndex, text = ''): string[] {
  return index.query(query(text)).items.map(({ name }) => name);
}

function scene(): StoreIndex {
  const index = new StoreIndex('one');
  index.put(row('open-b', undefined, { owner: 'team-retail', plan: 'large', title: 'Käthe & Co' }));
  index.put(row('open-a', undefined, { owner: 'team-velo' }));
  index.put(row('broken', { phase: 'Failed' }));
  index.put(row('rising', { phase: 'Provisioning' }));
  index.put(row('closed', { phase: 'Closed' }));
  return index;
}

describe('StoreIndex.query', () => {
  it('puts first who needs someone, last who is open, and sorts by name within', () => {
    assert.deepEqual(names(scene()), ['broken', 'rising', 'closed', 'open-a', 'open-b']);
  });

  it('turns a sort round', () => {
    assert.deepEqual(names(scene(), 'sort=-name'), ['rising', 'open-b', 'open-a', 'closed', 'broken']);
  });

  it('searches names, titles and owners, whatever the case', () => {
    assert.deepEqual(names(scene(), 'search=KÄTHE'), ['open-b']);
    assert.deepEqual(names(scene(), 'search=velo open'), ['open-a']);
  });

  it('knows plan:, owner: and engine: by the beginning of their values', () => {
    assert.deepEqual(names(scene(), 'search=plan:l'), ['open-b']);
    assert.deepEqual(names(scene(), 'search=owner:team-v'), ['open-a']);
    assert.deepEqual(names(scene(), 'search=engine:med'), []);
  });

  it('counts the phases of what everything but the phase filter finds', () => {
    const { total, counts } = scene().query(query('phase=Failed,Closed'));
    assert.equal(total, 2);
    assert.deepEqual(counts, { Ready: 2, Failed: 1, Provisioning: 1, Closed: 1 });
  });

  it('gives a page, and the number of all', () => {
    const { items, total, offset } = scene().query(query('offset=1&limit=2'));
    assert.deepEqual([items.map(({ name }) => name), total, offset], [['rising', 'closed'], 5, 1]);
  });

  it('suggests the name that a search most likely meant', () => {
    assert.equal(scene().query(query('search=risng')).near, 'rising');
    assert.equal(scene().query(query('search=xxxxxx')).near, undefined);
  });

  it('sorts anew when a store changes', () => {
    const index = scene();
    names(index);
    index.put(row('open-a', { phase: 'Degraded' }));
    assert.deepEqual(names(index), ['broken', 'open-a', 'rising', 'closed', 'open-b']);
  });
});

describe('StoreIndex.changesAfter', () => {
  it('tells what changed and what went since a mark, each once', () => {
    const index = scene();
    const { mark } = index;
    index.put(row('rising', { phase: 'Ready' }));
    index.put(row('rising', { phase: 'Degraded' }));
    index.remove('closed');
    const { rows, gone, reset } = index.changesAfter(mark);
    assert.deepEqual(
      rows.map(({ name, phase }) => [name, phase]),
      [['rising', 'Degraded']],
    );
    assert.deepEqual([gone, reset], [['closed'], false]);
    assert.deepEqual(index.changesAfter(index.mark), { rows: [], gone: [], reset: false });
  });

  it('says nothing of a store that was written again as it was', () => {
    const index = scene();
    const { mark } = index;
    assert.equal(index.put(row('rising', { phase: 'Provisioning' })), false);
    assert.equal(index.mark, mark);
  });

  it('tells of a store that went and came back as of one that changed', () => {
    const index = scene();
    const { mark } = index;
    index.remove('closed');
    index.put(row('closed'));
    const { rows, gone } = index.changesAfter(mark);
    assert.deepEqual([rows.map(({ name }) => name), gone], [['closed'], []]);
  });

  it('asks for everything anew after the mark of another process, of nonsense, or of too long ago', () => {
    const index = scene();
    const { mark } = index;
    for (const strange of ['two.3', 'one.x', '', 'one']) assert.equal(index.changesAfter(strange).reset, true, strange);
    for (let at = 0; at < 2_100; at++) {
      index.put(row(`short-${at}`));
      index.remove(`short-${at}`);
    }
    assert.equal(index.changesAfter(mark).reset, true);
  });
});
