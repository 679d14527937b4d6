import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitCli } from '../../forge/testing/git-cli.ts';
import { recordedIo, type RecordedIo } from '../recorded-io.ts';
import { run } from '../run.ts';

const file = (name: string, spec = ''): string =>
  `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: ${name}\nspec:\n  engine: woocommerce\n${spec}`;

describe('urumi rollback, on a clone that git made', function () {
  this.timeout(20_000);
  let dir: string;
  let config: string | undefined;
  /** Revisions: demo opens, changes, and is gone; broken was never right. */
  let opened: string;
  let changed: string;
  let gone: string;

  const git = async (...args: string[]): Promise<string> => (await gitCli(args, { cwd: dir })).trim();

  async function commit(message: string): Promise<string> {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  }

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'urumi-rollback-'));
    await git('init', '--quiet', '--initial-branch=main', '.');
    await git('config', 'user.name', 'Tess Tester');
    await git('config', 'user.email', 'tess@example.com');
    await git('config', 'core.autocrlf', 'false');
    await mkdir(join(dir, 'stores'));
    await write('README.md', 'Shops.\n');
    await write('stores/demo.yaml', file('demo', '  title: Old\n'));
    await write('stores/broken.yaml', file('broken', '  plan: huge\n'));
    opened = await commit('Open');
    await write('stores/demo.yaml', file('demo', '  title: New\n'));
    await write('stores/broken.yaml', file('broken'));
    changed = await commit('Change');
    await rm(join(dir, 'stores/demo.yaml'));
    gone = await commit('Close');
    await git('gc', '--quiet'); // as in a clone that came from a forge: objects are packed
    // Whose name this machine's Git would give is nothing to a test.
    config = process.env['GIT_CONFIG_GLOBAL'];
    process.env['GIT_CONFIG_GLOBAL'] = '/dev/null';
  });
  afterEach(async () => {
    if (config === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
    else process.env['GIT_CONFIG_GLOBAL'] = config;
    await rm(dir, { recursive: true });
  });

  function write(path: string, content: string): Promise<void> {
    return writeFile(join(dir, path), content);
  }

  /** Without a cluster: no kubeconfig is where this one should be. */
  async function rollback(...args: string[]): Promise<RecordedIo> {
    const io = recordedIo();
    await run(['rollback', ...args, '--repo', dir, '--kubeconfig', '/nowhere/kubeconfig'], io);
    return io;
  }

  const demo = (): Promise<string | undefined> =>
    readFile(join(dir, 'stores/demo.yaml'), 'utf8').catch(() => undefined);

  it('writes the file as it was, shows the difference, and says how to go on', async () => {
    await git('checkout', '--quiet', changed);
    const { out, err, exitCode } = await rollback('demo', opened);
    assert.equal(exitCode(), 0, err());
    assert.equal(await demo(), file('demo', '  title: Old\n'));
    assert.match(
      out(),
      /^--- a\/stores\/demo\.yaml\n\+\+\+ b\/stores\/demo\.yaml\n@@\n[^]*\n-  title: New\n\+  title: Old\n$/,
    );
    const branch = `rollback-demo-${opened.slice(0, 12)}`;
    assert.match(err(), new RegExp(`git switch -c ${branch}\n +git add stores/demo.yaml\n`));
    assert.match(err(), /What runs is not known: .*\/nowhere\/kubeconfig/);
  });

  it('brings back a file that is gone, from the first characters of a revision', async () => {
    const { out, exitCode } = await rollback('demo', changed.slice(0, 9));
    assert.equal(exitCode(), 0);
    assert.equal(await demo(), file('demo', '  title: New\n'));
    assert.match(out(), /^--- \/dev\/null\n/);
  });

  it('commits on a new branch when asked, and leaves working tree, index and what is staged alone', async () => {
    await write('README.md', 'Staged.\n');
    await git('add', 'README.md');
    await write('notes.txt', 'not added\n');
    const before = await git('status', '--porcelain');
    const { err, exitCode } = await rollback('demo', opened, '--commit', '--branch', 'undo/demo');
    assert.equal(exitCode(), 0, err());
    assert.equal(await git('status', '--porcelain'), before);
    assert.equal(await git('rev-parse', '--abbrev-ref', 'HEAD'), 'main');
    assert.equal(await git('diff', '--name-status', 'main', 'undo/demo'), 'A\tstores/demo.yaml');
    assert.equal(await git('show', 'undo/demo:stores/demo.yaml'), file('demo', '  title: Old\n').trim());
    assert.equal(
      await git('log', '-1', '--format=%P|%an|%ce|%s', 'undo/demo'),
      `${gone}|Tess Tester|tess@example.com|Roll demo back to ${opened.slice(0, 12)}`,
    );
    assert.match(err(), /git push origin undo\/demo/);
    await git('fsck', '--strict');
  });

  it('commits on no branch that exists', async () => {
    const { err, exitCode } = await rollback('demo', opened, '--commit', '--branch', 'main');
    assert.equal(exitCode(), 1);
    assert.match(err(), /branch main exists\. Delete it, or give another with --branch/);
    assert.equal(await git('rev-parse', 'main'), gone);
  });

  it('commits as nobody when Git does not know who', async () => {
    await git('config', '--unset', 'user.email');
    const { err, exitCode } = await rollback('demo', opened, '--commit');
    assert.equal(exitCode(), 1);
    assert.match(err(), /Git does not know who you are\. Run `git config --global user\.name/);
    assert.equal(await git('branch', '--list', 'rollback*'), '');
  });

  it('has nothing to do when the file is as it was', async () => {
    await git('checkout', '--quiet', changed);
    const { out, exitCode } = await rollback('demo', 'HEAD');
    assert.deepEqual(
      [exitCode(), out()],
      [0, `stores/demo.yaml is as it was in ${changed.slice(0, 12)}: nothing to do\n`],
    );
  });

  it('writes over no change that is not committed', async () => {
    await git('checkout', '--quiet', changed);
    await write('stores/demo.yaml', file('demo', '  title: Mine\n'));
    const { err, exitCode } = await rollback('demo', opened);
    assert.equal(exitCode(), 1);
    assert.match(err(), /stores\/demo\.yaml: it has changes that are not committed/);
    assert.equal(await demo(), file('demo', '  title: Mine\n'));
  });

  it('says so when the clone does not have the revision', async () => {
    for (const revision of ['0'.repeat(40), 'abcdef0', 'nowhere']) {
      const { err, exitCode } = await rollback('demo', revision);
      assert.equal(exitCode(), 1);
      assert.match(err(), new RegExp(`could not find revision ${revision} in .*git fetch`));
    }
  });

  it('says so when the store has no file in that revision', async () => {
    for (const [store, args] of [
      ['demo', [gone]],
      ['nobody', [opened]],
      ['demo', [opened, '--path', 'shops']],
    ] as const) {
      const { err, exitCode } = await rollback(store, ...args);
      assert.equal(exitCode(), 1);
      assert.match(
        err(),
        /that revision has no file of the store in folder (stores|shops); --path names another folder/,
      );
    }
    assert.equal(await demo(), undefined);
  });

  it('prepares nothing from a file that was wrong', async () => {
    const { err, exitCode } = await rollback('broken', opened, '--commit');
    assert.equal(exitCode(), 1);
    assert.match(err(), /could not be applied now[^]*\n {2}stores\/broken\.yaml:7:9: /);
    assert.equal(await git('branch', '--list', 'rollback*'), '');
  });

  it('says so when the folder is no clone', async () => {
    const io = recordedIo();
    await run(['rollback', 'demo', opened, '--repo', tmpdir(), '--kubeconfig', '/nowhere/kubeconfig'], io);
    assert.equal(io.exitCode(), 1);
    assert.match(io.err(), /it is not in a Git clone\. Give a clone of the stores repository with --repo DIR/);
  });

  it('cannot list revisions without a cluster', async () => {
    const { err, exitCode } = await rollback('demo');
    assert.equal(exitCode(), 3);
    assert.match(err(), /could not list the revisions of demo: .*\/nowhere\/kubeconfig/);
  });
});
