/**
 * Names a branch as what HEAD stands for in an advertisement of refs that does not say so. isomorphic-git fails without it, which is
 * what a repository looks like whose default branch was never pushed.
 *
 * @param bytes the answer to `info/refs` in protocol version 0, already found to be whole
 * @see https://git-scm.com/docs/protocol-capabilities (symref)
 */
export function withHead(bytes: Buffer, ref: string): Buffer {
  const capabilities = bytes.indexOf(0);
  if (capabilities < 0 || bytes.includes('symref=HEAD:')) return bytes;
  let start = 0;
  let length = lengthAt(bytes, start);
  while (start + length <= capabilities) {
    start += Math.max(length, 4);
    length = lengthAt(bytes, start);
  }
  const added = Buffer.from(` symref=HEAD:${ref}`);
  const digits = (length + added.length).toString(16).padStart(4, '0');
  return Buffer.concat([
    bytes.subarray(0, start),
    Buffer.from(digits),
    bytes.subarray(start + 4, capabilities + 1),
    added.subarray(1),
    Buffer.from(' '),
    bytes.subarray(capabilities + 1),
  ]);
}

function lengthAt(bytes: Buffer, at: number): number {
  return Number.parseInt(bytes.toString('latin1', at, at + 4), 16) || 4;
}
