import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SandboxError } from '../sandbox-error.ts';
import { openDataFolder } from './data-folder.ts';
import { processIdentity } from './process-identity.ts';

describe('a data folder', () => {
  let parent: string;
  let root: string;

  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'urumi-data-test-'));
    root = path.join(parent, 'a', 'b');
  });

  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it('is made when it is not there, and closed to everybody else', async () => {
    const data = await openDataFolder(root);
    assert.equal(statSync(root).mode & 0o777, 0o700);
    assert.equal(statSync(data.folder('x', 'y')).mode & 0o777, 0o700);
  });

  it('is refused to a second one while the first has it', async () => {
    const data = await openDataFolder(root);
    await assert.rejects(openDataFolder(root), (error) => {
      assert.ok(error instanceof SandboxError);
      assert.equal(error.code, 'locked');
      assert.match(error.message, new RegExp(`${root} is in use by process ${process.pid}`));
      return true;
    });
    data.release();
    (await openDataFolder(root)).release();
  });

  it('ends a process of an earlier run that has lost its guard', async () => {
    const first = await openDataFolder(root);
    const leftover = spawn('/bin/sh', ['-c', 'while :; do sleep 0.1; done', `${root}/etcd`], { stdio: 'ignore' });
    const ended = once(leftover, 'exit');
    writeFileSync(first.file('run', 'etcd.pid'), String(leftover.pid));
    first.release();
    await openDataFolder(root);
    await ended;
    assert.equal(processIdentity(leftover.pid!), undefined);
  });

  it('spares a process that has got the pid of an earlier one', async () => {
    const first = await openDataFolder(root);
    const stranger = spawn('sleep', ['1000'], { stdio: 'ignore' });
    writeFileSync(first.file('run', 'etcd.pid'), String(stranger.pid));
    first.release();
    await openDataFolder(root);
    assert.ok(processIdentity(stranger.pid!));
    stranger.kill('SIGKILL');
  });
});
