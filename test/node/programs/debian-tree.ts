import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../../sandbox/binaries/cache.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';

const run = promisify(execFile);
const timeoutMs = 300_000;

/** What the node takes from the distribution: building it would take longer and bring nothing. */
const packages = [
  'containerd',
  'runc',
  'libseccomp2',
  'nftables',
  'libnftables1',
  'libnftnl11',
  'libmnl0',
  'libjansson4',
  'libedit2',
  'libxtables12',
  'busybox-static',
  'mmdebstrap',
];

/**
 * Unpacks Debian's containerd, runc, nftables, busybox and mmdebstrap into a folder of the cache. Nothing is installed. The folder is named by the
 * packages' own SHA-256 sums, which apt verifies: a newer package has another place.
 *
 * @returns the tree's root: `usr/bin/containerd` is below it
 * @throws SandboxError `binary-unavailable` when apt cannot say or get them
 */
export async function ensureDebianTree(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const root = cacheFolder(env);
  mkdirSync(root, { recursive: true });
  const { stdout } = await apt(['--print-uris', 'download', ...packages], { cwd: root, signal });
  const target = path.join(root, `debian-${createHash('sha256').update(stdout).digest('hex').slice(0, 12)}`);
  if (existsSync(target)) return target;
  const draft = mkdtempSync(`${target}.draft-`);
  try {
    await apt(['download', ...packages], { cwd: draft, signal });
    for (const file of readdirSync(draft).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', file, path.join(draft, 'tree')], { cwd: draft, timeout: timeoutMs, signal });
    }
    // Another process may have been quicker; what it made is as good.
    if (!existsSync(target)) renameSync(path.join(draft, 'tree'), target);
    return target;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function apt(
  args: readonly string[],
  options: { cwd: string; signal: AbortSignal },
): Promise<{ stdout: string }> {
  try {
    // apt's own sandbox user may not write into a folder of root's.
    return await run('apt-get', ['-o', 'APT::Sandbox::User=root', ...args], { ...options, timeout: timeoutMs });
  } catch (error) {
    options.signal.throwIfAborted();
    const said = error instanceof Error ? error.message : String(error);
    throw new SandboxError(
      'binary-unavailable',
      `\`apt-get ${args.join(' ')}\` failed: ${said.trim().slice(-1000)}`,
      'Run `apt-get update`, and see that the mirrors of /etc/apt/sources.list can be reached.',
    );
  }
}
