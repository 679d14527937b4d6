import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitCli } from '../../forge/testing/git-cli.ts';
import { planReportSchema, type PlanReport } from '../../plan/plan-report.ts';
import { recordedIo, type RecordedIo } from '../recorded-io.ts';
import { run } from '../run.ts';

const store = (name: string, spec = ''): string =>
  `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: ${name}\nspec:\n  engine: woocommerce\n${spec}`;
const fleet = `apiVersion: urumi.dev/v1alpha1\nkind: Fleet\nmetadata:\n  name: live\nspec:\n  source:\n    url: https://git.example.com/stores.git\n  environment:\n    domain: example.com\n`;

describe('urumi plan', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-plan-'));
    await git('init', '--quiet', '--initial-branch=main');
    await commit({ 'fleet/local.yaml': fleet, 'stores/a.yaml': store('a'), 'stores/b.yaml': store('b') });
    await git('checkout', '--quiet', '-b', 'change');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const git = (...args: string[]): Promise<string> => gitCli(args, { cwd: folder });

  async function commit(files: Readonly<Record<string, string | null>>, message = 'Change stores'): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      if (content === null) await rm(file);
      else await writeFile(file, content);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '-m', message);
  }

  async function plan(...args: string[]): Promise<RecordedIo> {
    const io = recordedIo();
    await run(['plan', '--repo', folder, ...args], io);
    return io;
  }

  async function report(...args: string[]): Promise<PlanReport> {
    return planReportSchema.parse(JSON.parse((await plan('-o', 'json', ...args)).out()));
  }

  const changes = ({ stores }: PlanReport): string[] => stores.map(({ name, change }) => `${name} ${change}`);

  it("compares HEAD with where it parts from the fleet's branch", async () => {
    await commit({ 'stores/c.yaml': store('c') });
    await git('checkout', '--quiet', 'main');
    await commit({ 'stores/a.yaml': null });
    await git('checkout', '--quiet', 'change');
    assert.deepEqual(changes(await report()), ['c opened']);
  });

  it('compares the commits that it is given', async () => {
    await commit({ 'stores/c.yaml': store('c') });
    await commit({ 'stores/a.yaml': null });
    assert.deepEqual(changes(await report('--base', 'HEAD~1')), ['a closed']);
    assert.deepEqual(changes(await report('--base', 'main', '--head', 'change^')), ['c opened']);
    assert.deepEqual(changes(await report('--base', 'change', '--head', 'main')), ['c closed', 'a opened']);
  });

  it('prints text for people, with what is at risk first', async () => {
    await commit({ 'stores/a.yaml': null });
    const { out, exitCode } = await plan();
    assert.match(out(), /for fleet live: 1 closed\n\nDATA AT RISK: merging closes 1 store that holds 15 GiB\n/);
    assert.equal(exitCode(), 0);
  });

  it('prints Markdown for a pull request', async () => {
    await commit({ 'stores/a.yaml': null });
    assert.match((await plan('-o', 'markdown')).out(), /^> \[!CAUTION\]\n/);
  });

  it('gives 1 when a file is wrong, and says where', async () => {
    await commit({ 'stores/c.yaml': store('c', '  plan: tiny\n') });
    const { out, exitCode } = await plan();
    assert.equal(exitCode(), 1);
    assert.match(out(), /^ {2}stores\/c\.yaml:7:9: spec\.plan "tiny" must be one of/m);
  });

  it('tells that closings wait for approval, until the head commit approves them', async () => {
    const many = Object.fromEntries(['c', 'd', 'e', 'f', 'g'].map((name) => [`stores/${name}.yaml`, store(name)]));
    await commit(many);
    const gone = Object.fromEntries(Object.keys(many).map((path) => [path, null]));
    await commit(gone);
    const waiting = await report('--base', 'HEAD^');
    assert.deepEqual([waiting.conclusion, waiting.guard?.reason, waiting.guard?.count], ['neutral', 'ClosuresHeld', 5]);
    assert.equal((await plan('--base', 'HEAD^')).exitCode(), 0);
    await git('commit', '--quiet', '--amend', '-m', 'Close five\n\nUrumi-Approve-Closures: 5');
    assert.deepEqual((await report('--base', 'HEAD^')).approval, { guard: 'ClosuresHeld', closures: 5 });
  });

  it('does not count what is not committed', async () => {
    await writeFile(join(folder, 'stores/c.yaml'), store('c'));
    assert.deepEqual(changes(await report()), []);
  });

  it('takes the fleet that it is given', async () => {
    const file = join(folder, 'other.yaml');
    await writeFile(
      file,
      fleet.replace('domain: example.com', 'domain: example.org').replace('name: live', 'name: eu'),
    );
    await commit({ 'stores/c.yaml': store('c') });
    const { fleet: name, stores } = await report('--fleet', file);
    assert.deepEqual([name, stores[0]?.url], ['eu', 'http://c.example.org']);
  });

  it('gives 2 and says what to do when something that it takes is not there', async () => {
    const cases: [args: string[], message: RegExp][] = [
      [['--head', 'nowhere'], /could not find revision "nowhere": the clone does not hold it.*fetch it first/],
      [['--base', '--all'], /revision "--all"/],
      [['--fleet', 'nowhere.yaml'], /cannot read nowhere\.yaml/],
      [['--repo', tmpdir(), '--fleet', join(folder, 'fleet/local.yaml')], /is not in a clone of a Git repository/],
    ];
    for (const [args, message] of cases) {
      const { err, out, exitCode } = await plan(...args);
      assert.match(err(), message);
      assert.equal(out(), '');
      assert.equal(exitCode(), 2);
    }
    await git('branch', '--quiet', '--move', 'main', 'trunk');
    assert.match((await plan()).err(), /follows branch main, which this clone does not hold: .*--base REV/);
    await git('checkout', '--quiet', '--orphan', 'main');
    await commit({ 'README.md': 'anew' });
    assert.match((await plan('--head', 'trunk')).err(), /holds no commit that .* both build on/);
  });
});
