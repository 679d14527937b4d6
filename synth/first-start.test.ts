import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('files/', import.meta.url));
/** Stands in for what a database's image starts: makes its data when it finds none, and may be killed half way. */
const entrypoint = `#!/bin/sh
[ ! -e "$DATA_FOLDER/begun" ] || { echo "took what was there"; exit 0; }
mkdir -p "$DATA_FOLDER/deep"
touch "$DATA_FOLDER/begun" "$DATA_FOLDER/deep/file"
[ "$1" = killed ] && exit 137
echo "made it new: $*"
`;

/** Where the mark is beside the data, as in PostgreSQL's volume, and where it is among them, as in MariaDB's. */
for (const [place, data] of [
  ['beside the data', '18'],
  ['among the data', ''],
] as const)
  describe(`the first start of a database whose mark is ${place}`, () => {
    let root: string;
    let volume: string;

    beforeEach(() => {
      root = mkdtempSync(path.join(tmpdir(), 'urumi-first-start-'));
      volume = path.join(root, 'volume');
      mkdirSync(volume);
      writeFileSync(path.join(root, 'docker-entrypoint.sh'), entrypoint, { mode: 0o755 });
    });

    afterEach(() => rmSync(root, { recursive: true, force: true }));

    const run = (script: string, ...args: string[]) => {
      const env = {
        PATH: `${root}:${process.env['PATH']}`,
        TMPDIR: root,
        DATA_FOLDER: path.join(volume, data),
        FIRST_START_MARK: path.join(volume, '.first-start'),
      };
      const { status, stdout, stderr } = spawnSync('sh', [path.join(scripts, script), ...args], {
        env,
        encoding: 'utf8',
      });
      return { status, stdout: stdout.trim(), stderr: stderr.trim() };
    };
    const start = (...args: string[]) => run('start-database.sh', ...args);
    const isMarked = (): boolean => existsSync(path.join(volume, '.first-start'));
    const inData = (name: string): string => path.join(volume, data, name);

    it('is marked until the server answers', () => {
      assert.deepEqual(start('serve', 'two words'), { status: 0, stdout: 'made it new: serve two words', stderr: '' });
      assert.ok(isMarked());
      assert.equal(run('database-started.sh', 'sh', '-c', 'exit 3').status, 3, 'what the probe says');
      assert.ok(isMarked());
      assert.equal(run('database-started.sh', 'true').status, 0);
      assert.ok(!isMarked());
      assert.equal(run('database-started.sh', 'true').status, 0);
    });

    it('begins again, with nothing left of it, when it was interrupted', () => {
      assert.equal(start('killed').status, 137);
      writeFileSync(inData('.hidden half'), '');
      const second = start('serve');
      assert.equal(second.stdout, 'made it new: serve');
      assert.match(second.stderr, /^the first start was interrupted before the database answered: emptying /);
      assert.ok(!existsSync(inData('.hidden half')));
      assert.ok(isMarked());
    });

    it('is over for good when the server has answered: its data are never touched', () => {
      start('serve');
      run('database-started.sh', 'true');
      const before = readdirSync(volume, { recursive: true });
      assert.deepEqual(start('serve'), { status: 0, stdout: 'took what was there', stderr: '' });
      assert.deepEqual(readdirSync(volume, { recursive: true }), before);
    });

    it('is not for a volume that somebody has filled: not even a mark is made', () => {
      mkdirSync(inData(''), { recursive: true });
      writeFileSync(inData('restored'), 'data');
      start('killed');
      start('serve');
      assert.ok(existsSync(inData('restored')));
      assert.ok(!isMarked());
    });

    it('does not empty what was written long after the mark, whoever left that', () => {
      start('serve');
      const seconds = statSync(path.join(volume, '.first-start')).mtimeMs / 1000;
      utimesSync(inData('deep/file'), seconds, seconds + 3_600);
      const { stdout, stderr } = start('serve');
      assert.equal(stdout, 'took what was there');
      assert.match(stderr, /files have changed since: everything is left as it is$/);
      assert.ok(!isMarked());
    });
  });
