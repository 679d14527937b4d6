import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutations } from './mutations.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const hook = fileURLToPath(new URL('load-mutated.ts', import.meta.url));
const run = fileURLToPath(new URL('../run.ts', import.meta.url));

let missed = 0;
for (const [index, { name }] of mutations.entries()) {
  const args = ['--import', hook, run, '--runs', values.runs, '--seed', values.seed, '--until-failure'];
  const env = { ...process.env, URUMI_MUTATION: String(index), NODE_NO_WARNINGS: '1' };
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 1 << 26 });
  const found = /^seed (\d+): (.*)$/m.exec(stdout);
  if (status === 1 && found !== null) {
    process.stdout.write(`found by seed ${found[1]}: ${name}\n    ${found[2]?.slice(0, 150)}\n`);
    continue;
  }
  missed++;
  process.stdout.write(`NOT found: ${name}\n${stderr.slice(0, 2000)}`);
}
process.stdout.write(`${mutations.length} mutations, ${missed} not found\n`);
process.exitCode = missed === 0 ? 0 : 1;
