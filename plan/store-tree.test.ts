import assert from 'node:assert/strict';
import { storeFilesOf } from './store-tree.ts';

describe('storeFilesOf', () => {
  it('takes YAML files at any depth and leaves the rest', () => {
    const listing = new Map([
      ['stores/README.md', '1'],
      ['stores/a.yaml', '2'],
      ['stores/eu/b.yml', '3'],
      ['stores/.hidden.yaml', '4'],
      ['stores/.git-crypt/c.yaml', '5'],
      ['stores/yaml', '6'],
    ]);
    assert.deepEqual([...storeFilesOf(listing).keys()], ['stores/a.yaml', 'stores/eu/b.yml']);
  });
});
