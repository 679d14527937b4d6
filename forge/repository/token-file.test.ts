import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenFile } from './token-file.ts';

describe('a token file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-token-'));
    path = join(folder, 'token');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('holds a token, with or without a line end', async () => {
    await writeFile(path, 't0ken\n');
    assert.deepEqual(await tokenFile(path)(), { password: 't0ken' });
  });

  it('is read anew each time', async () => {
    const source = tokenFile(path);
    await writeFile(path, 'first');
    await source();
    await writeFile(path, 'second');
    assert.deepEqual(await source(), { password: 'second' });
  });

  for (const [what, content] of [
    ['is empty', '\n'],
    ['holds several words', 'user hunter2'],
    ['is far too long', 'hunter2'.repeat(5000)],
  ] as const) {
    it(`is refused when it ${what}, without repeating it`, async () => {
      await writeFile(path, content);
      await assert.rejects(
        tokenFile(path)(),
        (error: Error) => error.message.includes(path) && !error.message.includes('hunter2'),
      );
    });
  }

  it('is refused when it is missing', async () => {
    await assert.rejects(tokenFile(path)(), { code: 'Unauthorized', message: /ENOENT/ });
  });
});
