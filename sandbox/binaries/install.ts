import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { SandboxError } from '../sandbox-error.ts';
import type { CacheEntry } from './cache.ts';
import type { BinarySpec } from './catalog.ts';
import { probeVersion } from './probe-version.ts';

/**
 * Fills a place in the cache: `produce` puts the binary (and what belongs to it) into a new folder, it is tried out
 * there, and the folder becomes the place in one step. Nothing is left when any of this fails.
 *
 * @returns the binary's path
 */
export async function install(
  spec: BinarySpec,
  entry: CacheEntry,
  produce: (folder: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<string> {
  const draft = mkdtempSync(`${entry.folder}.draft-`);
  try {
    await produce(draft);
    const file = path.join(draft, spec.name);
    chmodSync(file, 0o755);
    const probe = await probeVersion(file, signal);
    if (!probe.runs) throw failed(spec, `it does not run on this machine: ${probe.reason}`);
    if (!spec.fits.test(probe.version)) throw failed(spec, `it says that it is "${probe.version}"`);
    chmodSync(draft, 0o755);
    // What another process put there meanwhile is as good, but a folder cannot be renamed onto one that is not empty.
    rmSync(entry.folder, { recursive: true, force: true });
    renameSync(draft, entry.folder);
    return entry.file;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function failed({ name, version }: BinarySpec, reason: string): SandboxError {
  return new SandboxError('way-failed', `${name} ${version} was made but is of no use: ${reason}`, '');
}
