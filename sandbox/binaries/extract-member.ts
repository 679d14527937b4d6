import { execFile } from 'node:child_process';
import path from 'node:path';
import { SandboxError } from '../sandbox-error.ts';

const timeoutMs = 60_000;

/**
 * Unpacks one file of an archive (.tar.gz, and .zip where `tar` is bsdtar, as on macOS) and returns its path.
 *
 * @throws SandboxError `way-failed`
 */
export function extractMember(archive: string, member: string, folder: string, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, ...(signal ? { signal } : {}) };
    execFile('tar', ['-xf', archive, '-C', folder, member], options, (error, _stdout, stderr) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (!error) return resolve(path.join(folder, member));
      const reason = stderr.trim() || error.message;
      reject(new SandboxError('way-failed', `${member} could not be unpacked from ${archive}: ${reason}`, ''));
    });
  });
}
