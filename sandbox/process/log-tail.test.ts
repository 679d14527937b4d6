import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { logTail } from './log-tail.ts';

describe('the tail of a log', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-log-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is its last 15 lines', () => {
    const file = path.join(folder, 'log');
    writeFileSync(file, Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''));
    assert.deepEqual(
      logTail(file).split('\n'),
      Array.from({ length: 15 }, (_, line) => `line ${line + 85}`),
    );
  });

  it('is short even when a line is long', () => {
    const file = path.join(folder, 'log');
    writeFileSync(file, 'x'.repeat(1_000_000));
    assert.equal(logTail(file).length, 4096);
  });

  it('is empty when there is no log', () => {
    assert.equal(logTail(path.join(folder, 'none')), '');
  });
});
