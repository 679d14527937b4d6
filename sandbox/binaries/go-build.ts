import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startGuarded } from '../process/guarded-child.ts';
import { SandboxError } from '../sandbox-error.ts';
import type { BinarySpec, GoBuild } from './catalog.ts';

const run = promisify(execFile);
const watchMs = 1000;
const goTimeoutMs = 30 * 60_000;

export interface GoBuildOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Called about once a second: how many modules were fetched and packages compiled so far. */
  readonly onStep?: (step: { readonly modules: number; readonly packages: number }) => void;
}

/**
 * Builds a binary from the pinned module into `folder`.
 *
 * @throws SandboxError `way-failed` with what the compiler said
 */
export async function goBuild(spec: BinarySpec, folder: string, options: GoBuildOptions): Promise<void> {
  const { build } = spec;
  const env = goEnvironment(build, options.env);
  await requireGo(spec, env, options.signal);
  await compile(spec, path.join(folder, spec.name), env, options);
  if (build.assets !== undefined) await copyAssets(spec, build, folder, env);
}

function goEnvironment(build: GoBuild, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // GOFLAGS and workspaces of the machine are meant for other modules.
  return { ...env, CGO_ENABLED: build.cgo ? '1' : '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' };
}

async function requireGo(spec: BinarySpec, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  try {
    await run('go', ['version'], { env, ...(signal ? { signal } : {}) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new SandboxError(
      'way-failed',
      `${spec.name} cannot be built here: \`go version\` failed: ${error instanceof Error ? error.message.trim() : String(error)}`,
      'Install Go 1.26 or newer (https://go.dev/dl).',
    );
  }
}

async function compile(
  spec: BinarySpec,
  output: string,
  env: NodeJS.ProcessEnv,
  options: GoBuildOptions,
): Promise<void> {
  const { module, tags, ldflags, package: name } = spec.build;
  const tagFlags = tags === undefined ? [] : ['-tags', tags];
  const work = mkdtempSync(path.join(tmpdir(), 'urumi-build-'));
  const logFile = path.join(work, 'log');
  const child = startGuarded({
    name: `go build ${spec.name}`,
    command: 'go',
    // -v names each package as it is compiled: the only sign of life that `go build` gives.
    args: ['build', '-v', '-mod=readonly', '-trimpath', ...tagFlags, '-ldflags', ldflags, '-o', output, name],
    cwd: module,
    env,
    logFile,
    pidFile: path.join(work, 'pid'),
  });
  const stop = () => void child.stop();
  const watch = setInterval(() => options.onStep?.(countSteps(logFile)), watchMs);
  const limit = setTimeout(stop, goTimeoutMs);
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    options.signal?.throwIfAborted();
    const { code } = await child.exited;
    options.signal?.throwIfAborted();
    if (code === 0) return;
    const said = complaints(readFileSync(logFile, 'utf8'));
    const reason = code === undefined ? `it took longer than ${goTimeoutMs / 60_000} min` : said;
    throw new SandboxError('way-failed', `\`go build ${name}\` in ${module} failed: ${reason}`, '');
  } finally {
    clearInterval(watch);
    clearTimeout(limit);
    options.signal?.removeEventListener('abort', stop);
    await child.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

function countSteps(logFile: string): { modules: number; packages: number } {
  const lines = readFileSync(logFile, 'utf8').split('\n').filter(Boolean);
  const modules = lines.filter((line) => line.startsWith('go: ')).length;
  return { modules, packages: lines.length - modules };
}

/** The compiler's own words, without the names of packages that went well. */
function complaints(log: string): string {
  const lines = log.split('\n').filter((line) => /\s/.test(line.trim()) && !line.startsWith('go: downloading'));
  return lines.slice(-15).join('\n') || log.slice(-1000).trim() || 'it said nothing';
}

/**
 * A program built without embedded files reads them at run time; Go's module cache may be emptied, so they are copied.
 */
async function copyAssets(spec: BinarySpec, build: GoBuild, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { stdout } = await run('go', ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', build.package], {
    cwd: build.module,
    env,
  });
  const target = path.join(folder, `${spec.name}-static`);
  for (const asset of build.assets ?? []) {
    cpSync(path.join(stdout.trim(), asset), path.join(target, asset), { recursive: true, mode: 0 });
  }
  makeWritable(target);
}

/** Go's module cache is read-only, and a copy of a read-only folder cannot be deleted. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(file);
    else chmodSync(file, 0o644);
  }
}
