import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * `npm run bench` runs every benchmark of bench/, one after the other; `npm run bench -- NAME [ARG ...]` runs one.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const names = globSync('bench/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => path.basename(file, '.ts'))
  .toSorted();

function run(name: string, args: readonly string[]): boolean {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', path.join('bench', `${name}.ts`), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) console.error(`bench/${name}.ts failed with ${status ?? 'a signal'}`);
  return status === 0;
}

const [wanted, ...args] = process.argv.slice(2);
if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`no benchmark ${wanted}; there are: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  const failed = (wanted === undefined ? names : [wanted]).filter((name) => !run(name, args));
  process.exitCode = failed.length > 0 ? 1 : 0;
}
