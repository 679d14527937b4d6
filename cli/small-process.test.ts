import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = `
  import { keepSmall } from '${import.meta.resolve('./small-process.ts')}';
  const args = process.argv.slice(2);
  keepSmall(args, '/somewhere');
  const { pid, execArgv, env } = process;
  console.log(JSON.stringify({ pid, execArgv, args, cache: env.NODE_COMPILE_CACHE }));`;

interface Told {
  readonly pid: number;
  readonly execArgv: readonly string[];
  readonly args: readonly string[];
  readonly cache?: string;
}

describe('keepSmall', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-small-'));
    await writeFile(join(folder, 'main.mjs'), script);
  });

  after(() => rm(folder, { recursive: true }));

  async function started(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Told & { spawned: number }> {
    const { NODE_COMPILE_CACHE: _, ...own } = process.env;
    const child = spawn(process.execPath, [join(folder, 'main.mjs'), ...args], {
      env: { ...own, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(child, 'close');
    return { ...(JSON.parse(text) as Told), spawned: child.pid ?? 0 };
  }

  it('begins a command that runs for long anew, once, with a small young generation, under the same pid', async () => {
    const { pid, spawned, execArgv, args, cache } = await started(['controller', '--port', '0']);
    assert.equal(pid, spawned);
    assert.deepEqual(execArgv, ['--max-semi-space-size=4']);
    assert.deepEqual(args, ['controller', '--port', '0']);
    assert.equal(cache, '/somewhere');
  });

  it('leaves short commands, and whoever has set that size, alone', async () => {
    assert.deepEqual((await started(['get', 'stores'])).execArgv, []);
    const own = await started(['controller'], { NODE_OPTIONS: '--max-semi-space-size=8' });
    assert.deepEqual(own.execArgv, []);
    assert.equal(own.cache, undefined);
  });
});
