import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryLock } from '../../../sandbox/process/lock.ts';
import { until } from '../../harness/until.ts';

const source = fileURLToPath(new URL('../../../images/medusa', import.meta.url));

/** Longer than an installation and a build take. */
const patienceMs = 20 * 60_000;
/** Applications of other lock files that nobody has used for this long are removed: each has 700 MB. */
const keptMs = 14 * 86_400_000;

/** A built application; nobody else changes it before it is released. */
export interface MedusaApplication {
  /** What the image calls /server. */
  readonly folder: string;
  release(): void;
}

/**
 * The Medusa application of images/medusa, installed from its lock file and built as its Dockerfile builds it. Kept from run to run, with the project's other caches: installed again when
 * the lock file is another one, built again when anything is. One run at a time; others wait.
 *
 * @param note says what takes long
 */
export async function medusaApplication(note: (text: string) => void): Promise<MedusaApplication> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'urumi', 'engines');
  const folder = path.join(cache, `medusa-${digestOf(['package.json', 'package-lock.json'])}`);
  mkdirSync(cache, { recursive: true });
  const release = await lock(`${folder}.lock`, note);
  try {
    removeUnused(cache, folder);
    install(folder, note);
    build(folder, note);
    // As in the image: migrations look into a folder that modules without migrations lack.
    for (const module of globSync('.medusa/server/src/modules/*', { cwd: folder }))
      mkdirSync(path.join(folder, module, 'migrations'), { recursive: true });
    return { folder: path.join(folder, '.medusa', 'server'), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function lock(file: string, note: (text: string) => void): Promise<() => void> {
  let waits = false;
  return until(
    'the other run of these tests is over',
    () => {
      const attempt = tryLock(file);
      if (attempt.taken) return attempt.release;
      if (!waits) note(`waiting for process ${attempt.holder?.pid ?? ''}, which uses the application: ${file}`);
      waits = true;
      return undefined;
    },
    { timeoutMs: patienceMs, intervalMs: 1000 },
  );
}

function removeUnused(cache: string, own: string): void {
  const others = globSync(path.join(cache, 'medusa-*', '.installed')).filter((file) => path.dirname(file) !== own);
  for (const file of others) {
    if (Date.now() - statSync(file).mtimeMs < keptMs) continue;
    const attempt = tryLock(`${path.dirname(file)}.lock`);
    if (!attempt.taken) continue;
    rmSync(path.dirname(file), { recursive: true, force: true });
    attempt.release();
  }
}

function install(folder: string, note: (text: string) => void): void {
  const done = path.join(folder, '.installed');
  if (existsSync(done)) {
    // Says when it was last used.
    writeFileSync(done, '');
    return;
  }
  note('installing Medusa (some 700 MB of packages)');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(source, file), path.join(folder, file));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  for (const module of globSync('node_modules/@medusajs/*/dist', { cwd: folder }))
    mkdirSync(path.join(folder, module, 'migrations'), { recursive: true });
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
