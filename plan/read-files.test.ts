import assert from 'node:assert/strict';
import { readFiles } from './read-files.ts';

const files = Array.from({ length: 500 }, (_, at) => ({ path: `stores/s${at}.yaml`, blob: `${at}` }));
const read = (ids: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>> =>
  Promise.resolve(new Map([...ids].map((id) => [id, Buffer.from(id)])));

describe('readFiles', () => {
  it('gives every file its content, in order', async () => {
    const seen: string[] = [];
    for await (const [{ blob }, content] of readFiles(files, read)) {
      assert.deepEqual(content, Buffer.from(blob));
      seen.push(blob);
    }
    assert.deepEqual(
      seen,
      files.map(({ blob }) => blob),
    );
  });

  it('lets others have a turn between files', async () => {
    let turns = 0;
    const another = (): NodeJS.Immediate =>
      setImmediate(() => {
        turns += 1;
        next = another();
      });
    let next = another();
    for await (const _file of readFiles(files, read));
    clearImmediate(next);
    assert.ok(turns > 30, `${turns}`);
  });

  it('stops within a few files when it is cancelled', async () => {
    const controller = new AbortController();
    let count = 0;
    const reading = (async () => {
      for await (const _file of readFiles(files, read, controller.signal)) if (++count === 20) controller.abort();
    })();
    await assert.rejects(reading, { name: 'AbortError' });
    assert.ok(count < 30, `${count}`);
  });
});
