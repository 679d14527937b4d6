import assert from 'node:assert/strict';
import { pageThrough } from './page-through.ts';

const pagesOf = (count: number, pageSize: number) => {
  const all = Array.from({ length: count }, (_, at) => at);
  const asked: number[] = [];
  const read = async (page: number) => {
    asked.push(page);
    const items = all.slice((page - 1) * pageSize, page * pageSize);
    return { items, isLast: page * pageSize >= count };
  };
  return { read, asked };
};

describe('reading a list page by page', () => {
  it('ends with the last page', async () => {
    const { read, asked } = pagesOf(25, 10);
    const { items, complete } = await pageThrough({ read, pages: 10, limit: 100 });
    assert.deepEqual([items.length, complete, asked], [25, true, [1, 2, 3]]);
  });

  it('says that there may be more when the limit is reached', async () => {
    const { read, asked } = pagesOf(45, 10);
    const { items, complete } = await pageThrough({ read, pages: 10, limit: 15 });
    assert.deepEqual([items.length, complete, asked], [15, false, [1, 2]]);
  });

  it('reads no more pages than it may, whatever it looks for', async () => {
    const { read, asked } = pagesOf(1_000, 10);
    const wanted = (item: number) => item === 999;
    const { items, complete } = await pageThrough({ read, limit: 1, pages: 4, wanted });
    assert.deepEqual([items, complete, asked.length], [[], false, 4]);
  });
});
