import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Checker {
  readonly files: string;
  /** Takes files at its end; each alone when `single`. */
  readonly command: readonly [string, ...string[]];
  readonly single?: boolean;
}

const checkers: readonly Checker[] = [
  // SC1010 takes the word done, as an argument, for the end of a loop.
  { files: '{synth/engines/*/files,images,images/*}/*.sh', command: ['shellcheck', '--shell=sh', '--exclude=SC1010'] },
  { files: '{synth/engines/*/files,images,images/*}/*.sh', command: ['sh', '-n'], single: true },
  { files: '{synth/engines/*/files,images/*}/*.php', command: ['php', '-l'], single: true },
  { files: '{synth/engines/*/files,images/*}/*.mjs', command: [process.execPath, '--check'], single: true },
];

/** What containers run is in files, so that what reads shell and PHP for a living can read them. */
describe('the scripts that containers run', function () {
  this.timeout(60_000);

  for (const { files, command, single = false } of checkers) {
    const [program, ...args] = command;
    it(`pass ${path.basename(program)} ${args.join(' ')}`, function () {
      if (spawnSync(program, ['--version']).error !== undefined) this.skip();
      const found = globSync(files, { cwd: root });
      assert.ok(found.length >= 3, `only ${found.length} files are ${files}`);
      for (const group of single ? found.map((file) => [file]) : [found]) {
        const { status, stdout, stderr } = spawnSync(program, [...args, ...group], { cwd: root, encoding: 'utf8' });
        assert.equal(status, 0, `${group.join(' ')}\n${stdout}${stderr}`);
      }
    });
  }
});
