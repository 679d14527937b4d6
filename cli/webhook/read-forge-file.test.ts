import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { readForgeFile } from './read-forge-file.ts';

describe('readForgeFile', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-forge-file-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(text: string) {
    const file = join(folder, 'forge.yaml');
    await writeFile(file, text);
    return await readForgeFile(file);
  }
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof CliError && error.exitCode === 2 && message.test(error.message) && !/hunter2/.test(error.message);

  it('reads YAML and JSON', async () => {
    const yaml = await read(
      'kind: gitea\nurl: http://git.example/\nowner: acme\nrepo: stores\ntokenFile: /run/token\n',
    );
    assert.deepEqual(yaml.repository, { kind: 'gitea', url: 'http://git.example', owner: 'acme', name: 'stores' });
    const app = { id: 7, privateKeyFile: '/run/key.pem' };
    const json = await read(JSON.stringify({ kind: 'github', owner: 'acme', repo: 'stores', app }));
    assert.deepEqual([json.repository.url, json.credentials.kind], ['https://github.com', 'app']);
  });

  it('says what is wrong, and never a value: somebody may have put the token there', async () => {
    await assert.rejects(read('kind: gitea\nowner: acme\nrepo: stores\ntoken: hunter2\n'), refused(/token/));
    await assert.rejects(read('kind: github\nowner: acme\nrepo: stores\n'), refused(/tokenFile/));
    await assert.rejects(read('- hunter2\n'), refused(/forge\.yaml/));
    await assert.rejects(readForgeFile(join(folder, 'none')), refused(/none.*ENOENT/));
    await assert.rejects(read(`# ${'x'.repeat(70_000)}`), refused(/65536 are enough/));
  });
});
