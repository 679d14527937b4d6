import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Outcome } from './outcome.ts';
import { runMocha } from './run-mocha.ts';

describe('runMocha', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-mocha-'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(body: string, options: { grep?: string; signal?: AbortSignal } = {}): Promise<Outcome> {
    const file = path.join(folder, 'sample.test.cjs');
    writeFileSync(file, body);
    const signal = options.signal ?? new AbortController().signal;
    return runMocha({
      name: 'sample',
      files: [file],
      silenceMs: 1500,
      grep: options.grep,
      signal,
      onProgress: () => undefined,
    });
  }

  it('counts what passes, fails and is skipped, and reports the failure in full', async () => {
    const outcome = await run(`describe('sums', () => {
      it('adds', () => {}); it('multiplies', () => {}); it.skip('divides', () => {});
      it('subtracts', () => { throw new Error('one too many'); });
    });`);
    assert.deepEqual([outcome.passed, outcome.failed, outcome.skipped], [2, 1, 1]);
    assert.match(outcome.report, /subtracts:\s+Error: one too many/u);
  });

  it('says nothing more when all is well, and runs only what was asked for', async () => {
    const outcome = await run(`it('first', () => console.log('noise')); it('second', () => {});`, { grep: 'first' });
    assert.deepEqual([outcome.passed, outcome.failed, outcome.report], [1, 0, '']);
  });

  it('names the test that hangs', async () => {
    const outcome = await run(`describe('a loop', () => { it('never ends', () => { for (;;); }); });`);
    assert.equal(outcome.failed, 1);
    assert.match(outcome.report, /HUNG: nothing heard for \d+ s while in: a loop › never ends/u);
  });

  it('fails when the tests leave something open that keeps the process alive', async () => {
    const outcome = await run(`it('forgets a timer', () => { setInterval(() => {}, 1000); });`);
    assert.deepEqual([outcome.passed, outcome.failed], [1, 1]);
    assert.match(outcome.report, /LEAK: .* still open: .*Timeout/u);
  }).slow(6000);

  it('fails when the tests leave a process behind, and ends it', async () => {
    const body = `it('forgets a child', () => { require('node:child_process').spawn('sleep', ['300'], { stdio: 'ignore' }).unref(); });`;
    const outcome = await run(body);
    assert.deepEqual([outcome.passed, outcome.failed], [1, 1]);
    assert.match(outcome.report, /LEAK: the tests left processes behind/u);
  });

  it('fails when a test ends the process', async () => {
    const outcome = await run(`it('gives up', () => { process.exit(0); });`);
    assert.equal(outcome.failed, 1);
    assert.match(outcome.report, /CRASHED: mocha ended with 0 while in: gives up/u);
  });

  it('fails when a file cannot be loaded', async () => {
    const outcome = await run(`require('./no-such-file.cjs');`);
    assert.equal(outcome.failed, 1);
    assert.match(outcome.report, /Cannot find module/u);
  });

  it('ends the tests when it is interrupted', async () => {
    const outcome = await run(`it('takes long', (done) => { setTimeout(done, 9000); });`, {
      signal: AbortSignal.timeout(700),
    });
    assert.equal(outcome.passed, 0);
    assert.match(outcome.report, /INTERRUPTED while in: /u);
    assert.ok(outcome.ms < 5000, `${outcome.ms} ms`);
  });
});
