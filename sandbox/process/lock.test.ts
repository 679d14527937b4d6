import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryLock } from './lock.ts';
import { processIdentity } from './process-identity.ts';

const source = fileURLToPath(new URL('lock.ts', import.meta.url));

describe('a lock file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-lock-test-'));
    file = path.join(folder, 'lock');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is held by one at a time, names its holder, and is free again after release', () => {
    const first = tryLock(file);
    assert.ok(first.taken);
    const second = tryLock(file);
    assert.ok(!second.taken);
    assert.equal(second.holder?.pid, process.pid);
    first.release();
    assert.ok(tryLock(file).taken);
  });

  it('leaves nothing but itself in the folder', () => {
    tryLock(file);
    tryLock(file);
    assert.deepEqual(readdirSync(folder), ['lock']);
  });

  it('is taken over when its holder was killed', async () => {
    const program = `import { tryLock } from ${JSON.stringify(source)}; tryLock(${JSON.stringify(file)}); process.kill(process.pid, 'SIGKILL');`;
    await once(spawn(process.execPath, ['--input-type=module', '-e', program]), 'exit');
    assert.ok(readFileSync(file, 'utf8').includes('pid'), 'the dead process left its lock');
    assert.ok(tryLock(file).taken);
  });

  it('is taken over when its pid belongs to another process by now', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'at another time' }));
    assert.ok(tryLock(file).taken);
  });

  it('is taken over when it is damaged', () => {
    writeFileSync(file, '{');
    assert.ok(tryLock(file).taken);
  });

  it('is left alone while another process takes it over', () => {
    writeFileSync(file, '{');
    mkdirSync(`${file}.takeover`);
    assert.ok(!tryLock(file).taken);
  });

  it('is taken over when a takeover was broken off', () => {
    writeFileSync(file, '{');
    mkdirSync(`${file}.takeover`);
    const longAgo = Date.now() / 1000 - 60;
    utimesSync(`${file}.takeover`, longAgo, longAgo);
    assert.ok(tryLock(file).taken);
  });

  it('is given to exactly one of many that ask at once', async () => {
    writeFileSync(file, '{');
    const program = `import { tryLock } from ${JSON.stringify(source)}; process.stdout.write(tryLock(${JSON.stringify(file)}).taken ? 'T' : 'f'); setTimeout(() => {}, 1500);`;
    const children = Array.from({ length: 6 }, () => spawn(process.execPath, ['--input-type=module', '-e', program]));
    const answers = await Promise.all(children.map(async (child) => String((await once(child.stdout, 'data'))[0])));
    for (const child of children) child.kill('SIGKILL');
    assert.equal(answers.filter((answer) => answer === 'T').length, 1, answers.join(''));
  });
});

describe('the identity of a process', () => {
  it('tells command line and start', () => {
    const me = processIdentity(process.pid);
    assert.ok(me);
    assert.ok(me.command.includes('mocha'));
    assert.notEqual(me.startedAt, '');
  });

  it('is nothing for a pid that is free', () => {
    assert.equal(processIdentity(2 ** 22 - 3), undefined);
  });
});
