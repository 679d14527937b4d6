import { execFile } from 'node:child_process';

const timeoutMs = 20_000;

export type VersionProbe =
  | { readonly runs: true; readonly version: string }
  | { readonly runs: false; readonly reason: string };

/** What a program answers to `--version` (its first line); the reason when it does not run here. */
export function probeVersion(file: string, signal?: AbortSignal): Promise<VersionProbe> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, encoding: 'utf8', ...(signal ? { signal } : {}) } as const;
    execFile(file, ['--version'], options, (error, stdout, stderr) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const version = `${stdout}${stderr}`.split('\n', 1)[0]?.trim() ?? '';
      if (error) return resolve({ runs: false, reason: `\`${file} --version\` failed: ${error.message.trim()}` });
      resolve({ runs: true, version });
    });
  });
}
