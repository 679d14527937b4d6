import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { giteaStaticRoot } from './static-root.ts';

describe("the folder of Gitea's templates", () => {
  let folder: string;
  let binary: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-static-test-'));
    binary = path.join(folder, 'gitea');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is not needed by an official binary, which holds them itself', async () => {
    const version = 'Gitea version 1.26.0 built with GNU Make 4.4.1, go1.26 : bindata, sqlite, sqlite_unlock_notify';
    writeFileSync(binary, `#!/bin/sh\necho "${version}"\n`, { mode: 0o755 });
    assert.equal(await giteaStaticRoot(binary), undefined);
  });

  it('is the one beside a binary that we built', async () => {
    mkdirSync(path.join(folder, 'gitea-static'));
    assert.equal(await giteaStaticRoot(binary), path.join(folder, 'gitea-static'));
  });
});
