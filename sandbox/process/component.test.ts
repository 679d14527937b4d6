import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxError } from '../sandbox-error.ts';
import { Component } from './component.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';

/** Writes a letter into the file, and fails unless that makes the third. */
const program = `const fs = require('node:fs'); const [file] = process.argv.slice(1); fs.appendFileSync(file, 'x');
  if (fs.readFileSync(file, 'utf8').length < 3) process.exit(2); setInterval(() => undefined, 1000);`;

describe('a component that ends without having been told to', () => {
  let parent: string;
  let data: DataFolder;
  let starts: string;

  beforeEach(async () => {
    parent = mkdtempSync(path.join(tmpdir(), 'urumi-component-test-'));
    data = await openDataFolder(path.join(parent, 'data'));
    for (const folder of ['logs', 'run']) data.folder(folder);
    starts = path.join(parent, 'starts');
  });

  afterEach(() => {
    data.release();
    rmSync(parent, { recursive: true, force: true });
  });

  function start(revivals: number): { component: Component; failed: Promise<SandboxError> } {
    const { promise, resolve } = Promise.withResolvers<SandboxError>();
    const spec = { name: 'frail', args: ['-e', program, starts], revivals };
    const component = new Component({ spec, binary: process.execPath, data, onUnexpectedExit: resolve });
    component.start();
    return { component, failed: promise };
  }

  it('is started again as often as its spec says', async () => {
    const { component } = start(2);
    const isUp = (): boolean => existsSync(starts) && readFileSync(starts, 'utf8') === 'xxx';
    for (let waits = 0; waits < 400 && !isUp(); waits++) await sleep(25);
    assert.ok(isUp());
    assert.notEqual(component.pid, undefined);
    await component.stop();
    assert.equal(readFileSync(starts, 'utf8'), 'xxx');
  });

  it('is given up after that', async () => {
    const { component, failed } = start(1);
    assert.match((await failed).message, /frail ended by itself \(code 2\)/);
    assert.equal(readFileSync(starts, 'utf8'), 'xx');
    await component.stop();
  });
});
