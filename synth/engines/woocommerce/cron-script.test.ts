import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cronScripts } from './files/files.ts';

/** Stands for WP-CLI: writes down what it is asked, and fails where it is told to. */
const wp = `#!/bin/sh
echo "$*" >> "$BED/asked"
[ "$1" != "$FAILING" ]
`;

describe('the schedule of a shop', () => {
  let bed: string;
  beforeEach(() => {
    bed = mkdtempSync(path.join(tmpdir(), 'urumi-cron-'));
    writeFileSync(path.join(bed, 'wp'), wp, { mode: 0o755 });
    writeFileSync(path.join(bed, 'cron.sh'), cronScripts['cron.sh']);
  });
  afterEach(() => rmSync(bed, { recursive: true }));

  for (const [failing, status] of [
    ['nothing', 0],
    ['cron', 1],
    ['action-scheduler', 1],
  ] as const)
    it(`does both of its parts when ${failing} fails, and ends with ${status}`, () => {
      const env = { PATH: `${bed}:${process.env['PATH'] ?? ''}`, BED: bed, FAILING: failing };
      assert.equal(spawnSync('sh', [path.join(bed, 'cron.sh')], { env }).status, status);
      assert.equal(readFileSync(path.join(bed, 'asked'), 'utf8'), 'cron event run --due-now\naction-scheduler run\n');
    });
});
