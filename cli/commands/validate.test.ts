import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { registerValidate } from './validate.ts';

const store = (name: string, spec = ''): string =>
  `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: ${name}\nspec:\n  engine: woocommerce\n${spec}`;
const fleet = (domain: string, source = ''): string =>
  `apiVersion: urumi.dev/v1alpha1\nkind: Fleet\nmetadata:\n  name: test\nspec:\n  source:\n    url: https://git.example.com/stores.git\n${source}  environment:\n    domain: ${domain}\n`;

interface Outcome {
  stdout: string;
  stderr: string;
  exitCode: number;
}

describe('urumi validate', () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-validate-'));
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });

  async function files(contents: Record<string, string>): Promise<void> {
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  async function run(...args: string[]): Promise<Outcome> {
    const outcome: Outcome = { stdout: '', stderr: '', exitCode: 0 };
    const program = new Command('urumi').exitOverride();
    registerValidate(program, {
      stdout: (text) => void (outcome.stdout += text),
      stderr: (text) => void (outcome.stderr += text),
      setExitCode: (code) => void (outcome.exitCode = code),
      color: false,
    });
    await program.parseAsync(['validate', ...args], { from: 'user' });
    return outcome;
  }

  it('prints nothing but a summary when nothing is wrong', async () => {
    await files({
      'stores/a.yaml': store('a'),
      'stores/eu/b.yml': store('b'),
      'stores/README.md': '#',
      'fleet/local.yaml': fleet('shops.example.com'),
    });
    assert.deepEqual(await run(), { stdout: '', stderr: '2 stores and 1 fleet: nothing wrong\n', exitCode: 0 });
  });

  it('prints each problem with its place and exits with 1', async () => {
    await files({ 'stores/a.yaml': store('a', '  plan: tiny\n'), 'stores/b.yaml': store('b') });
    assert.deepEqual(await run(), {
      stdout: 'stores/a.yaml:7:9: spec.plan "tiny" must be one of small, medium, large\n',
      stderr: '2 stores and 0 fleets: 1 problem in 1 file\n',
      exitCode: 1,
    });
  });

  it('checks a fleet file as a fleet', async () => {
    await files({ 'fleet/local.yaml': fleet('localhost') });
    const { stdout, exitCode } = await run('fleet/local.yaml');
    assert.match(
      stdout,
      /^fleet\/local\.yaml:9:13: spec\.environment\.domain "localhost" must be a lower-case host name/,
    );
    assert.equal(exitCode, 1);
  });

  it('finds names and hosts that clash, also with the hosts that a fleet gives', async () => {
    await files({
      'stores/a.yaml': store('a', '  hosts:\n    - b.shops.example.com\n'),
      'stores/b.yaml': store('b'),
      'stores/eu/b.yaml': store('b'),
      'fleet/local.yaml': fleet('shops.example.com'),
    });
    const lines = (await run()).stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => line.split(': ', 1)[0]),
      ['stores/a.yaml:8:7', 'stores/b.yaml:4:9', 'stores/b.yaml:4:9', 'stores/eu/b.yaml:4:9', 'stores/eu/b.yaml:4:9'],
    );
    assert.match(lines[0]!, /also claimed by stores\/b\.yaml, stores\/eu\/b\.yaml: a host belongs to one store/);
  });

  it('counts a file that cannot be read as its name', async () => {
    await files({ 'stores/a.yaml': store('a'), 'stores/eu/a.yaml': '{' });
    assert.match(
      (await run()).stdout,
      /stores\/a\.yaml:4:9: metadata\.name "a" is also claimed by stores\/eu\/a\.yaml/,
    );
  });

  it('keeps apart the stores of fleets that have folders of their own', async () => {
    await files({
      'stores/test/a.yaml': store('a'),
      'stores/live/a.yaml': store('a'),
      'fleet/test.yaml': fleet('test.example.com', '    path: stores/test\n'),
      'fleet/live.yaml': fleet('live.example.com', '    path: stores/live\n'),
    });
    assert.equal((await run()).stdout, '');
  });

  it('says a clash once when two fleets see it', async () => {
    await files({
      'stores/a.yaml': store('a'),
      'stores/eu/a.yaml': store('a'),
      'fleet/x.yaml': fleet('x.example.com'),
      'fleet/y.yaml': fleet('y.example.com'),
    });
    assert.equal((await run()).stdout.trim().split('\n').length, 2);
  });

  it('answers in JSON for scripts', async () => {
    await files({ 'stores/a.yaml': store('a', '  ownr: x\n') });
    const { stdout, exitCode } = await run('-o', 'json', 'stores');
    const { problems, ...rest } = JSON.parse(stdout) as { problems: { message: string }[] };
    assert.deepEqual(rest, { valid: false, stores: 1, fleets: 0 });
    assert.match(problems[0]!.message, /did you mean owner\?/);
    assert.deepEqual(
      { ...problems[0], message: '' },
      { file: 'stores/a.yaml', line: 7, column: 3, path: 'spec.ownr', code: 'unknown-field', message: '' },
    );
    assert.equal(exitCode, 1);
    await files({ 'stores/a.yaml': store('a') });
    assert.deepEqual(JSON.parse((await run('-o', 'json')).stdout), { valid: true, stores: 1, fleets: 0, problems: [] });
  });

  it('annotates pull requests on GitHub, with what would end an annotation escaped', async () => {
    await files({ 'stores/a,b.yaml': store('a', '  title: "100%\\n"\n  plan: "50%"\n') });
    const { stdout } = await run('-o', 'github');
    assert.match(
      stdout,
      /^::error file=stores\/a%2Cb\.yaml,line=8,col=9::spec\.plan "50%25" must be one of small, medium, large$/m,
    );
    assert.ok(
      stdout
        .trim()
        .split('\n')
        .every((line) => line.startsWith('::error ')),
    );
  });

  it('looks everywhere below the current folder when there is no stores folder, but not in hidden ones', async () => {
    await files({ 'shops/a.yaml': store('a'), '.github/workflows/x.yaml': 'on: push', 'node_modules/x/y.yaml': 'x' });
    await symlink('.', 'shops/loop');
    assert.equal((await run()).stderr, '1 store and 0 fleets: nothing wrong\n');
  });

  it('reads no more of a huge file than it needs', async () => {
    await files({ 'stores/a.yaml': '#'.repeat(5_000_000) });
    assert.match((await run()).stdout, /^stores\/a\.yaml:1:1: the file is larger than 64 KiB/);
  });

  it('exits with 2 and says what to do when a path does not exist', async () => {
    const message =
      'cannot read nowhere: there is no such file or folder. Give files or folders that exist and may be read';
    await assert.rejects(run('nowhere'), { name: 'CliError', exitCode: 2, message });
  });
});
