import assert from 'node:assert/strict';
import { checksumInFile, checksumInRelease } from './checksum.ts';

const sum = 'a'.repeat(64);
const other = 'b'.repeat(64);

describe('a published checksum', () => {
  it('is all that the file holds', () => assert.equal(checksumInFile(`${sum.toUpperCase()}\n`, 'etcd'), sum));

  it('is on the line of its file', () => {
    assert.equal(checksumInFile(`${other}  etcd.sig\n${sum} *etcd\n${other}  etcd.zip\n`, 'etcd'), sum);
  });

  it('is missing when the file speaks of others', () => {
    assert.equal(checksumInFile(`${other}  etcd.sig\n`, 'etcd'), undefined);
  });

  it('is missing when the answer is a page', () => {
    assert.equal(checksumInFile('<html>Please sign in</html>', 'etcd'), undefined);
  });

  it("is the digest of the release's asset", () => {
    const release = {
      assets: [
        { name: 'a', digest: null },
        { name: 'kwok', digest: `sha256:${sum}` },
      ],
    };
    assert.equal(checksumInRelease(JSON.stringify(release), 'kwok'), sum);
    assert.equal(checksumInRelease(JSON.stringify(release), 'a'), undefined);
  });

  it('is missing when the release is no such document', () => {
    assert.equal(checksumInRelease('<html>', 'kwok'), undefined);
    assert.equal(checksumInRelease('{"message": "Not Found"}', 'kwok'), undefined);
  });
});
