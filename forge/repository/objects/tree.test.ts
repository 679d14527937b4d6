import assert from 'node:assert/strict';
import { parseTree } from './tree.ts';

const id = 'ce013625030ba8dba906f756967f9e9ca394464a';
const entry = (mode: string, name: string | Buffer) =>
  Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name as string), Buffer.from([0]), Buffer.from(id, 'hex')]);

describe('a tree object', () => {
  it('names files, folders, links and submodules', () => {
    const data = Buffer.concat([
      entry('100644', 'a.yaml'),
      entry('100755', 'run me'),
      entry('40000', 'stores'),
      entry('120000', 'link'),
      entry('160000', 'lib'),
      entry('170000', 'odd'),
    ]);
    assert.deepEqual(
      parseTree(data)?.map(({ name, kind }) => [name, kind]),
      [
        ['a.yaml', 'file'],
        ['run me', 'file'],
        ['stores', 'folder'],
        ['link', 'symlink'],
        ['lib', 'submodule'],
        ['odd', 'other'],
      ],
    );
    assert.equal(parseTree(data)?.[0]?.id, id);
  });

  it('may be empty', () => {
    assert.deepEqual(parseTree(Buffer.alloc(0)), []);
  });

  it('keeps names beyond ASCII', () => {
    assert.equal(parseTree(entry('100644', 'läden-店.yaml'))?.[0]?.name, 'läden-店.yaml');
  });

  it('has no name for what is not UTF-8', () => {
    assert.equal(parseTree(entry('100644', Buffer.from([0x6c, 0xe4])))?.[0]?.name, undefined);
  });

  it('is damaged when it is cut off, wherever that is', () => {
    const whole = entry('100644', 'a');
    for (let length = 1; length < whole.length; length += 1)
      assert.equal(parseTree(whole.subarray(0, length)), undefined);
  });
});
