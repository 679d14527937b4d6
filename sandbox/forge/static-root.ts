import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { binaries } from '../binaries/catalog.ts';
import { probeVersion } from '../binaries/probe-version.ts';
import { SandboxError } from '../sandbox-error.ts';

const run = promisify(execFile);

/**
 * Where a Gitea binary's options and templates are: nowhere when it holds them itself, as the official ones do; beside
 * it in `gitea-static` when we built it; else in Go's module cache.
 *
 * @throws SandboxError when they are not to be found: Gitea does not start without them
 */
export async function giteaStaticRoot(binary: string, signal?: AbortSignal): Promise<string | undefined> {
  const beside = path.join(path.dirname(binary), 'gitea-static');
  if (existsSync(beside)) return beside;
  const probe = await probeVersion(binary, signal);
  if (probe.runs && probe.version.includes('bindata')) return undefined;
  const { module, package: name } = binaries.gitea.build;
  try {
    const args = ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', name];
    const { stdout } = await run('go', args, { cwd: module, ...(signal ? { signal } : {}) });
    if (existsSync(path.join(stdout.trim(), 'options'))) return stdout.trim();
  } catch {
    signal?.throwIfAborted();
    // No Go, or the module was never fetched: the error below says what to do.
  }
  throw new SandboxError(
    'binary-unavailable',
    `${binary} was built without its options and templates, and there is neither ${beside} nor the module ${name} in Go's cache.`,
    'Use an official Gitea release, or take this one out of URUMI_BIN or the PATH so that another is fetched or built.',
  );
}
