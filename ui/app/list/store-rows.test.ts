import assert from 'node:assert/strict';
import type { StoreRow } from '../../server/api/store-row.ts';
import { noFilter } from './store-filter.ts';
import { StoreRows } from './store-rows.ts';

const row = (phase: StoreRow['phase']): StoreRow => ({
  name: 'kaffee-rot',
  fleet: 'shops',
  phase,
  group: 'open',
  reason: '',
  message: '',
  engine: 'woocommerce',
  version: '',
  plan: 'small',
  owner: '',
  title: '',
  url: '',
  revision: '',
});

describe('the rows of the list', () => {
  const real = globalThis.fetch;
  let answers: (() => void)[] = [];

  beforeEach(() => {
    answers = [];
    // The server answers when the test says so, always with the state at the beginning.
    globalThis.fetch = () =>
      new Promise((resolve) => {
        const list = { items: [row('Ready')], total: 1, offset: 0, counts: {}, groups: [], owners: [], mark: 'x.1' };
        answers.push(() => resolve(Response.json(list)));
      });
  });
  afterEach(() => {
    globalThis.fetch = real;
  });

  it('are in groups, or by name in one, as those that are shown were asked for', async () => {
    const rows = new StoreRows({ ...noFilter, isFlat: true }, () => undefined);
    assert.deepEqual(rows.headings, []);
    const reading = rows.reload(0);
    for (const answer of answers.splice(0)) answer();
    await reading;
    assert.deepEqual(rows.headings, [{ group: 'all', count: 1 }]);
    const grouped = rows.show(noFilter);
    assert.deepEqual(rows.headings, [{ group: 'all', count: 1 }], 'nothing else is shown yet');
    for (const answer of answers.splice(0)) answer();
    await grouped;
    assert.deepEqual(rows.headings, []);
  });

  it('keep what the stream told while they were being read: the answer may be from before it', async () => {
    const rows = new StoreRows(noFilter, () => undefined);
    const first = rows.reload(0);
    for (const answer of answers.splice(0)) answer();
    await first;
    const second = rows.reload(0);
    rows.take({ rows: [row('Failed')], gone: [], counts: {} });
    for (const answer of answers.splice(0)) answer();
    await second;
    assert.equal(rows.at(0)?.phase, 'Failed');
  });

  it('are as the server says again, once nothing is being read', async () => {
    const rows = new StoreRows(noFilter, () => undefined);
    const read = async (): Promise<void> => {
      const reading = rows.reload(0);
      for (const answer of answers.splice(0)) answer();
      await reading;
    };
    await read();
    rows.take({ rows: [row('Failed')], gone: [], counts: {} });
    assert.equal(rows.at(0)?.phase, 'Failed');
    await read();
    assert.equal(rows.at(0)?.phase, 'Ready');
  });
});
