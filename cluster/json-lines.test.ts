import assert from 'node:assert/strict';
import { jsonLines } from './json-lines.ts';
import { collect } from './testing/collect.ts';

async function* chunks(...texts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const read = (stream: AsyncIterable<Uint8Array>, maxBytes?: number): Promise<unknown[]> =>
  collect(jsonLines(stream, maxBytes));

describe('lines of JSON', () => {
  it('are read however they are cut into chunks', async () => {
    const text = Buffer.from('{"a":"ü"}\n{"b":2}\n\n{"c":"€"}\n');
    const expected = [{ a: 'ü' }, { b: 2 }, { c: '€' }];
    for (let size = 1; size <= text.length; size++) {
      const parts: Buffer[] = [];
      for (let at = 0; at < text.length; at += size) parts.push(text.subarray(at, at + size));
      assert.deepEqual(await read(chunks(...parts)), expected, `chunks of ${size} bytes`);
    }
  });

  it('must end with a newline: what is cut off is an error', async () => {
    await assert.rejects(read(chunks('{"a":1}\n{"b":')), /in the middle of a line/);
  });

  it('must be JSON, and the error does not quote them', async () => {
    await assert.rejects(read(chunks('password hunter2\n')), (error: Error) => !error.message.includes('hunter2'));
  });

  it('have a bounded length', async () => {
    await assert.rejects(read(chunks('x'.repeat(50), 'x'.repeat(51)), 100), /more than 100 bytes/);
    assert.deepEqual(await read(chunks('1\n'.repeat(80), '2\n'.repeat(80)), 100), [
      ...Array(80).fill(1),
      ...Array(80).fill(2),
    ]);
  });
});
