import assert from 'node:assert/strict';
import { boundedLog, type LogBounds } from './bounded-log.ts';

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function read(log: AsyncIterable<Uint8Array>, bounds: LogBounds, why?: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of boundedLog(log, bounds, () => why)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const plenty = { lines: 100, bytes: 1_000 };

describe('a bounded log', () => {
  it('passes on what fits as it is, half lines too', async () => {
    assert.equal(await read(chunksOf('one\ntw', 'o\nthree'), plenty), 'one\ntwo\nthree');
  });

  it('ends after so many lines, and says so', async () => {
    const text = await read(chunksOf('one\ntwo\nthr', 'ee\n'), { ...plenty, lines: 2 });
    assert.match(text, /^one\ntwo\nurumi: this is enough .*\n$/);
  });

  it('ends after so many bytes, at the end of a line', async () => {
    const text = await read(chunksOf('one\n', 'two\nthree\n'), { ...plenty, bytes: 9 });
    assert.match(text, /^one\ntwo\nurumi: this is enough .*\n$/);
  });

  it('holds nothing back of a line without an end, and lets it grow no further than the bytes', async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.from('x'.repeat(100));
    };
    assert.ok((await read(endless(), { lines: 5, bytes: 450 })).startsWith('x'.repeat(400)));
  });

  it('stops reading its source when it ends', async () => {
    let isLeft = false;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('line\n');
      } finally {
        isLeft = true;
      }
    };
    await read(source(), { ...plenty, lines: 3 });
    assert.ok(isLeft);
  });

  it('says why it broke off, unless it was asked to end', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one\n');
      throw new Error('reset');
    };
    assert.equal(await read(broken(), plenty, 'the cluster fell silent'), 'one\nurumi: the cluster fell silent\n');
    assert.equal(await read(broken(), plenty), 'one\n');
  });
});
