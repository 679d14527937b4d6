import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProgressEvent } from '../progress.ts';
import { SandboxError } from '../sandbox-error.ts';
import { tryLock } from '../process/lock.ts';
import { cacheEntry } from './cache.ts';
import { ensureBinaries } from './ensure-binaries.ts';
import { serveReleases, type ReleaseServer } from './testing/release-server.ts';
import { placeProgram, sampleBinary, sampleProgram, sha256 } from './testing/sample-binary.ts';

const platform = { os: 'linux', arch: 'amd64' } as const;
const program = sampleProgram('1.2.3');

describe('getting a binary', () => {
  let folder: string;
  let server: ReleaseServer;
  let steps: string[];
  const onProgress = (event: ProgressEvent) => void steps.push(event.step);

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-ensure-test-'));
    server = await serveReleases({ '/v1.2.3/sample': program, '/v1.2.3/sample.sha256': sha256(program) });
    steps = [];
  });

  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A machine with nothing on it but a shell. */
  const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    PATH: '/nowhere',
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    URUMI_SAMPLE_URL: server.url,
    ...more,
  });

  const ensure = (more: NodeJS.ProcessEnv = {}) =>
    ensureBinaries([sampleBinary()], { env: env(more), platform, onProgress });

  it('takes the one on the machine before all others', async () => {
    const own = placeProgram(path.join(folder, 'own'), '1.2.0');
    assert.deepEqual(await ensure({ URUMI_BIN: path.dirname(own) }), { sample: own });
    assert.deepEqual(server.asked, []);
  });

  it('is not misled by another version on the PATH', async () => {
    placeProgram(path.join(folder, 'own'), '9.9.9');
    const { sample } = await ensure({ PATH: path.join(folder, 'own') });
    assert.equal(readFileSync(sample, 'utf8'), program);
    assert.deepEqual(steps, ['skipped', 'downloading', 'installed']);
  });

  it('downloads it once and finds it in the cache from then on', async () => {
    const first = await ensure();
    server.asked.length = 0;
    assert.deepEqual(await ensure(), first);
    assert.deepEqual(server.asked, []);
    assert.deepEqual(steps, ['downloading', 'installed', 'found']);
    assert.equal(readdirSync(path.join(folder, 'cache', 'urumi')).length, 1, 'no drafts and no locks are left');
  });

  it('downloads it once when several ask at the same time', async () => {
    const all = await Promise.all([ensure(), ensure(), ensure()]);
    assert.equal(new Set(all.map(({ sample }) => sample)).size, 1);
    assert.equal(server.asked.filter((url) => url === '/v1.2.3/sample').length, 1);
  });

  it('refuses a download that does not run', async () => {
    const broken = '#!/bin/sh\nexit 1\n';
    await using other = await serveReleases({ '/v1.2.3/sample': broken, '/v1.2.3/sample.sha256': sha256(broken) });
    await assert.rejects(ensure({ URUMI_SAMPLE_URL: other.url }), /does not run on this machine/);
    assert.deepEqual(readdirSync(path.join(folder, 'cache', 'urumi')), []);
  });

  it('refuses a download that is another version', async () => {
    const wrong = sampleProgram('2.0.0');
    await using other = await serveReleases({ '/v1.2.3/sample': wrong, '/v1.2.3/sample.sha256': sha256(wrong) });
    await assert.rejects(ensure({ URUMI_SAMPLE_URL: other.url }), /it says that it is "sample version 2\.0\.0"/);
  });

  it('says everything that was tried, and what to do, when no way works', async () => {
    placeProgram(path.join(folder, 'own'), '9.9.9');
    const failing = ensure({ URUMI_BIN: path.join(folder, 'own'), URUMI_SAMPLE_URL: 'http://127.0.0.1:19999' });
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof SandboxError);
      assert.equal(error.code, 'binary-unavailable');
      for (const part of [
        /sample 1\.2\.3 could not be had/,
        /- URUMI_BIN: .*"sample version 9\.9\.9"/,
        /- cache: there is no .*\/cache\/urumi\/sample-1\.2\.3-linux-amd64-\w{12}\/sample/,
        /- download: http:\/\/127\.0\.0\.1:19999\/v1\.2\.3\/sample\.sha256 could not be downloaded: .*ECONNREFUSED/,
        /- go build: sample cannot be built here: `go version` failed/,
        /install Go 1\.26 or newer .* or put sample into a folder and set URUMI_BIN/,
      ])
        assert.match(error.message, part);
      return true;
    });
  });

  it('ends at once when it is aborted while another process is at it', async () => {
    const entry = cacheEntry(sampleBinary(), platform, env());
    const lock = tryLock(entry.lock);
    assert.ok(lock.taken);
    const failing = ensureBinaries([sampleBinary()], {
      env: env(),
      platform,
      onProgress,
      signal: AbortSignal.timeout(100),
    });
    await assert.rejects(failing, { name: 'TimeoutError' });
    assert.deepEqual(steps, ['waiting']);
  });

  it('keeps other versions, platforms and pins in other places', () => {
    const build = (lines: string) => {
      const module = path.join(folder, 'module');
      mkdirSync(module, { recursive: true });
      writeFileSync(path.join(module, 'go.mod'), 'module m\n');
      writeFileSync(path.join(module, 'go.sum'), lines);
      return { ...sampleBinary().build, module };
    };
    const places = [
      cacheEntry(sampleBinary({ build: build('a') }), platform, env()),
      cacheEntry(sampleBinary({ build: build('a'), version: '1.2.4' }), platform, env()),
      cacheEntry(sampleBinary({ build: build('a') }), { os: 'darwin', arch: 'arm64' }, env()),
      cacheEntry(sampleBinary({ build: { ...build('a'), tags: 'x' } }), platform, env()),
      cacheEntry(sampleBinary({ build: build('b') }), platform, env()),
    ];
    assert.equal(new Set(places.map(({ folder }) => folder)).size, places.length);
  });
});
