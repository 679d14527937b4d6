import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tryLock } from './lock.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

describe('a temporary folder', () => {
  let parent: string;

  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'urumi-temporary-test-'));
  });

  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  const earlier = (name: string, fill: (folder: string) => void) => {
    const folder = path.join(parent, name);
    mkdirSync(folder);
    fill(folder);
    const longAgo = Date.now() / 1000 - 3600;
    utimesSync(folder, longAgo, longAgo);
  };

  it('takes the place of those that were left behind, and of no others', () => {
    const dead = JSON.stringify({ pid: process.pid, startedAt: 'another time' });
    earlier('plane-dead', (folder) => writeFileSync(path.join(folder, 'lock'), dead));
    earlier('plane-alive', (folder) => tryLock(path.join(folder, 'lock')));
    earlier('other-dead', (folder) => writeFileSync(path.join(folder, 'lock'), dead));
    mkdirSync(path.join(parent, 'plane-new'));
    const made = makeTemporaryFolder('plane-', parent);
    assert.deepEqual(
      readdirSync(parent).sort(),
      ['other-dead', 'plane-alive', 'plane-new', path.basename(made)].sort(),
    );
  });
});
