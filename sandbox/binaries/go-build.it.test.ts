import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProgressEvent } from '../progress.ts';
import { ensureBinaries } from './ensure-binaries.ts';
import { sampleBinary } from './testing/sample-binary.ts';

describe('building a binary with Go', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-go-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const ensure = (
    build: object = {},
    options: { signal?: AbortSignal; onProgress?: (event: ProgressEvent) => void } = {},
  ) => {
    const spec = sampleBinary({ build: { ...sampleBinary().build, ...build } });
    const { URUMI_BIN: _, ...env } = process.env;
    return ensureBinaries([spec], { env: { ...env, XDG_CACHE_HOME: folder }, ...options });
  };

  it('is the last way, and leads to a binary of the pinned version in the cache', async () => {
    const steps: string[] = [];
    const { sample } = await ensure({}, { onProgress: ({ step }) => steps.push(step) });
    assert.equal(execFileSync(sample, { encoding: 'utf8' }), 'sample version 1.2.3\n');
    assert.deepEqual(
      steps.filter((step, index) => step !== steps[index - 1]),
      ['downloading', 'failed', 'building', 'installed'],
    );
    assert.deepEqual(await ensure(), { sample });
  });

  it('tells what the compiler said when it fails', async () => {
    await assert.rejects(
      ensure({ package: 'urumi.dev/sandbox/nothing' }),
      /go build: `go build urumi\.dev\/sandbox\/nothing` in .* failed: .*nothing/s,
    );
    assert.deepEqual(readdirSync(path.join(folder, 'urumi')), []);
  });

  it('ends when it is aborted', async () => {
    const aborted = new AbortController();
    const onProgress = ({ step }: ProgressEvent) => {
      if (step === 'building') aborted.abort(new Error('enough'));
    };
    await assert.rejects(ensure({ ldflags: '-s' }, { signal: aborted.signal, onProgress }), /enough/);
  });
});
