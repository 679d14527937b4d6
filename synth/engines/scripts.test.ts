import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { engines, plans } from '../spec/store.ts';
import { synthesise } from '../synthesise.ts';
import { podsOf } from '../testing/pod-rules.ts';
import { fleets, storeSpec } from '../testing/samples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Checker {
  readonly files: string;
  /** Takes files at its end; each alone when `single`. */
  readonly command: readonly [string, ...string[]];
  readonly single?: boolean;
}

/** Every script of the project, those of tests included. */
const everywhere = (extension: string): string => `{images,synth,test,tools}/**/*.${extension}`;

const checkers: readonly Checker[] = [
  // SC1010 takes the word done, as an argument, for the end of a loop.
  { files: everywhere('sh'), command: ['shellcheck', '--exclude=SC1010'] },
  // Those of containers, whose shell is no bash.
  { files: '{images,synth}/**/*.sh', command: ['sh', '-n'], single: true },
  { files: everywhere('php'), command: ['php', '-l'], single: true },
  { files: everywhere('mjs'), command: [process.execPath, '--check'], single: true },
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

  const commands = new Set(engines.flatMap((engine) => plans.flatMap((plan) => inlineCommands(engine, plan))));

  it('are files: no object has more of the shell in it than a probe of one line', () => {
    assert.ok(commands.size > 0);
    for (const command of commands) assert.match(command, /^(MYSQL_PWD|redis-cli) ?[^;&\n]{1,160}$/);
  });

  it('pass shellcheck where they are such a line', function () {
    const [program, ...args] = ['shellcheck', '--shell=sh', '-'] as const;
    if (spawnSync(program, ['--version']).error !== undefined) this.skip();
    for (const input of commands) {
      const { status, stdout } = spawnSync(program, args, { input, encoding: 'utf8' });
      assert.equal(status, 0, `${input}\n${stdout}`);
    }
  });
});

/** What containers and their probes give to a shell as text. */
function inlineCommands(engine: string, plan: string): string[] {
  const spec = storeSpec({ engine, plan, rotate: { database: '1' } });
  const { stages } = synthesise({ name: 'demo-shop', spec }, fleets.production);
  const objects = stages.flatMap((stage) => stage.objects.map(({ object }) => object));
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) {
      const [program, option, text] = value as unknown[];
      if (program === 'sh' && String(option).startsWith('-')) found.push(String(text));
    }
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  for (const { template } of podsOf(objects)) look(template);
  return found;
}
