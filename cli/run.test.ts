import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { commandTable } from './command-table.ts';
import { recordedIo, type RecordedIo } from './recorded-io.ts';
import { run } from './run.ts';

async function called(...args: string[]): Promise<RecordedIo> {
  const io = recordedIo();
  await run(args, io);
  return io;
}

describe('run', () => {
  it('lists every command', async () => {
    const { out, exitCode } = await called('--help');
    for (const { name, summary } of commandTable) assert.match(out(), new RegExp(`^  ${name}\\b.*${summary}`, 'm'));
    assert.match(out(), /Exit codes: 0 fine, 1 the answer is no .*, 2 wrong usage, 3 could not reach something/);
    assert.equal(exitCode(), 0);
  });

  it('shows the help on stderr when called without arguments: that is wrong usage', async () => {
    const { out, err, exitCode } = await called();
    assert.equal(out(), '');
    assert.match(err(), /Usage: urumi/);
    assert.equal(exitCode(), 2);
  });

  it('gives 2 for what it does not know, with a suggestion', async () => {
    const unknown = await called('gett');
    assert.equal(unknown.exitCode(), 2);
    assert.match(unknown.err(), /unknown command 'gett'/);
    assert.match(unknown.err(), /Did you mean get\?/);
    const option = await called('get', 'stores', '--outptu', 'json');
    assert.equal(option.exitCode(), 2);
    assert.match(option.err(), /unknown option '--outptu'[^]*Did you mean --output\?/);
    assert.equal((await called('get', 'stores', '-o', 'xml')).exitCode(), 2);
    assert.equal((await called('explain')).exitCode(), 2);
    assert.equal((await called('get', 'pods')).exitCode(), 2);
  });

  it('gives 3 and says what to do when the cluster cannot be reached', async () => {
    const { err, exitCode } = await called('get', 'stores', '--kubeconfig', '/nowhere/kubeconfig');
    assert.equal(exitCode(), 3);
    assert.match(err(), /^urumi: .*\/nowhere\/kubeconfig.*Correct the kubeconfig\.\n$/);
  });

  it('tells of each command what its own code tells', async function () {
    this.timeout(30_000); // loads the code of all commands
    for (const { name, summary, load } of commandTable) {
      const program = new Command();
      (await load())(program, recordedIo());
      const [command] = program.commands;
      assert.equal(command?.name(), name);
      assert.equal(command?.summary(), summary);
      const help = await called('help', name);
      assert.equal(help.exitCode(), 0);
      assert.match(help.out(), new RegExp(`Usage: urumi ${name}`));
    }
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    assert.equal((await called('--version')).out(), `${version}\n`);
  });
});

describe('the urumi program', function () {
  this.timeout(20_000);
  const main = new URL('./main.ts', import.meta.url).pathname;

  it('passes exit code and output on to the shell', async () => {
    const failed = promisify(execFile)(process.execPath, [main, 'nonsense']);
    await assert.rejects(
      failed,
      (error: { code?: number; stderr?: string }) => error.code === 2 && /unknown command/.test(error.stderr ?? ''),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'help', 'get']);
    assert.match(stdout, /urumi get fleets/);
  });

  it('loads the code of the one command that is called', async () => {
    const loaded = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ resolve(specifier, context, next) { seen.push(specifier); return next(specifier, context); } });
      process.on('exit', () => process.stderr.write(seen.join('\\n')));
      process.argv = [process.argv[0], 'urumi', 'help', 'validate'];
      await import(${JSON.stringify(main)});`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', loaded]);
    assert.match(stderr, /commands\/validate\.ts/);
    assert.doesNotMatch(stderr, /client-node|cdk8s|isomorphic-git|commands\/controller/);
  });
});
