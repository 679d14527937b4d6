import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../images/medusa', import.meta.url));

/**
 * The Medusa application of images/medusa, installed from its lock file and built as its Dockerfile builds it. Kept from run to run: installed again when the lock
 * file is another one, built again when anything is.
 *
 * @param note says what takes long
 * @returns the folder that the image calls /server
 */
export function medusaApplication(note: (text: string) => void): string {
  const lock = digestOf(['package.json', 'package-lock.json']);
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const folder = path.join(cache, 'urumi', 'engines', `medusa-${lock}`);
  install(folder, note);
  build(folder, note);
  // As in the image: migrations look into a folder that modules without migrations lack.
  for (const module of globSync(['node_modules/@medusajs/*/dist', '.medusa/server/src/modules/*'], { cwd: folder }))
    mkdirSync(path.join(folder, module, 'migrations'), { recursive: true });
  return path.join(folder, '.medusa', 'server');
}

function install(folder: string, note: (text: string) => void): void {
  const done = path.join(folder, '.installed');
  if (existsSync(done)) return;
  note('installing Medusa (some 700 MB of packages)');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(source, file), path.join(folder, file));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  writeFileSync(done, '');
}

function build(folder: string, note: (text: string) => void): void {
  const done = path.join(folder, '.built');
  const files = globSync('{medusa-config.ts,tsconfig.json,src/**/*.ts}', { cwd: source }).toSorted();
  const wanted = digestOf(files);
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return;
  note('building Medusa in production mode');
  for (const name of ['src', '.medusa']) rmSync(path.join(folder, name), { recursive: true, force: true });
  for (const file of files) cpSync(path.join(source, file), path.join(folder, file), { recursive: true });
  run('npm', ['run', 'types'], folder);
  run('npm', ['run', 'build'], folder, { NODE_ENV: 'production' });
  symlinkSync('../../node_modules', path.join(folder, '.medusa', 'server', 'node_modules'));
  writeFileSync(done, wanted);
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(path.join(source, file)));
  return hash.digest('hex').slice(0, 12);
}

/** @throws Error with the end of what the command printed */
function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): void {
  try {
    const options = { cwd, env: { ...process.env, MEDUSA_DISABLE_TELEMETRY: '1', ...env }, maxBuffer: 64_000_000 };
    execFileSync(command, args, { ...options, stdio: 'pipe', encoding: 'utf8', timeout: 900_000 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const output = `${stdout}${stderr}`.slice(-3000);
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${output}`, { cause: error });
  }
}
