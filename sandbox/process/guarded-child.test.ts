import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGuarded, type GuardedChild } from './guarded-child.ts';
import { processIdentity } from './process-identity.ts';
import { until } from './until.ts';

const source = fileURLToPath(new URL('guarded-child.ts', import.meta.url));

describe('a guarded child', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-guard-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function start(script: string, graceMs = 1000): GuardedChild {
    return startGuarded({ name: 'sh', command: '/bin/sh', args: ['-c', script], ...files(), graceMs });
  }

  const files = () => ({ logFile: path.join(folder, 'log'), pidFile: path.join(folder, 'pid') });

  const gone = async (pid: number, withinMs: number) =>
    (await until(async () => (processIdentity(pid) === undefined ? true : undefined), { timeoutMs: withinMs })) ===
    true;

  const numberIn = async (name: string): Promise<number> => {
    const read = async () =>
      Number.parseInt(existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : '', 10) ||
      undefined;
    const found = await until(read, { timeoutMs: 3000, intervalMs: 10 });
    assert.ok(found, `${name} was not written`);
    return found;
  };

  it('tells the exit code and the last words of a program that ends by itself', async () => {
    assert.deepEqual(await start('echo no; echo luck >&2; exit 3').exited, { code: 3, log: 'no\nluck' });
  });

  it('tells that a program could not be found', async () => {
    const child = startGuarded({ name: 'none', command: '/nowhere/none', args: [], ...files() });
    const { code, log } = await child.exited;
    assert.equal(code, 127);
    assert.match(log, /none/);
  });

  it('is asked to end by stop, and may do its last things', async () => {
    const child = start(`trap 'echo bye; exit 0' TERM; echo $$ > ${folder}/up; while :; do sleep 0.05; done`);
    await numberIn('up');
    await child.stop();
    assert.match((await child.exited).log, /bye/);
  });

  it('is killed when it does not end within its grace period', async () => {
    const child = start(`trap '' TERM; echo $$ > ${folder}/up; while :; do sleep 0.05; done`, 200);
    const pid = await numberIn('up');
    const begin = Date.now();
    await child.stop();
    assert.ok(Date.now() - begin < 5_000);
    assert.ok(await gone(pid, 5_000));
  });

  it('takes what it started along', async () => {
    const child = start(`sleep 1000 & echo $! > ${folder}/grandchild; wait`);
    const grandchild = await numberIn('grandchild');
    await child.stop();
    assert.ok(await gone(grandchild, 500));
  });

  it('may be stopped twice, and after it has ended', async () => {
    const child = start('exit 0');
    await child.exited;
    await Promise.all([child.stop(), child.stop()]);
  });

  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
    it(`does not outlive a parent that ${signal} ends`, async () => {
      const spec = { name: 'sleep', command: 'sleep', args: ['1000'], ...files() };
      const program = `import { startGuarded } from ${JSON.stringify(source)}; startGuarded(${JSON.stringify(spec)});`;
      const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
      const pid = await numberIn('pid');
      assert.ok(processIdentity(pid), 'the child runs');
      parent.kill(signal);
      assert.ok(await gone(pid, 2000), 'the child is gone within 2 s');
    });
  }
});
