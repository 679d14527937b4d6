import assert from 'node:assert/strict';
import { folderPath } from './folder-path.ts';

describe("a folder's path", () => {
  for (const [path, expected] of [
    ['stores', 'stores'],
    ['./stores/', 'stores'],
    ['/a//b/./c', 'a/b/c'],
    ['', ''],
    ['.', ''],
    ['/', ''],
    ['a..b', 'a..b'],
  ] as const) {
    it(`is ${JSON.stringify(expected)} for ${JSON.stringify(path)}`, () => assert.equal(folderPath(path), expected));
  }

  it('must not lead out of the repository', () => {
    assert.throws(() => folderPath('stores/../../etc'), { code: 'PathMissing' });
  });
});
