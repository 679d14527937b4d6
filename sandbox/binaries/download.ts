import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { SandboxError } from '../sandbox-error.ts';
import type { BinarySpec, ReleaseDownload } from './catalog.ts';
import { checksumInFile, checksumInRelease } from './checksum.ts';
import { extractMember } from './extract-member.ts';
import { fetchFile, fetchText, outsideAgent, type FetchOptions } from './fetch-file.ts';

export interface DownloadOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

/**
 * Puts an official release's binary into `folder`, after comparing what came with the checksum that its project
 * publishes.
 *
 * @throws SandboxError `way-failed`, naming the URL; nothing unverified is left
 */
export async function downloadRelease(
  spec: BinarySpec,
  release: ReleaseDownload,
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const base = trim(options.env[release.baseVariable] ?? release.base);
  const url = `${base}/${release.path}`;
  const agent = outsideAgent(options.env);
  const fetching = { ...options, agent };
  const target = path.join(folder, release.member === undefined ? spec.name : path.basename(release.path));
  try {
    // The checksum first: it is small, and tells at once when the host cannot be reached.
    const wanted = await publishedChecksum(release, base, fetching);
    const got = await fetchFile(url, target, fetching);
    if (got !== wanted) {
      throw new SandboxError(
        'way-failed',
        `${url} has the SHA-256 ${got}, but its project publishes ${wanted}: not used`,
        'Something between here and there altered or cut the file; a mirror may be out of date.',
      );
    }
    if (release.member === undefined) return;
    const extracted = await extractMember(target, release.member, folder, options.signal);
    renameSync(extracted, path.join(folder, spec.name));
    rmSync(target);
    rmSync(path.join(folder, release.member.split('/', 1)[0] ?? ''), { recursive: true, force: true });
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  } finally {
    await agent.close();
  }
}

async function publishedChecksum(
  release: ReleaseDownload,
  base: string,
  { env, agent, signal }: Pick<DownloadOptions, 'env'> & FetchOptions,
) {
  const { checksum, checksumBase, checksumBaseVariable } = release;
  const override = checksumBaseVariable === undefined ? undefined : env[checksumBaseVariable];
  const url = `${trim(override ?? checksumBase ?? base)}/${checksum.path}`;
  const text = await fetchText(url, { agent, ...(signal ? { signal } : {}) });
  const read = checksum.kind === 'file' ? checksumInFile : checksumInRelease;
  const sum = read(text, path.basename(release.path));
  if (sum !== undefined) return sum;
  throw new SandboxError('way-failed', `${url} states no SHA-256 for ${path.basename(release.path)}`, '');
}

function trim(base: string): string {
  return base.replace(/\/+$/, '');
}
