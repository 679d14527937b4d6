import { execFile } from 'node:child_process';
import { SandboxError } from '../sandbox-error.ts';

const timeoutMs = 60_000;

export interface GiteaCommand {
  readonly binary: string;
  readonly root: string;
  readonly signal?: AbortSignal | undefined;
}

/** The path of a forge's app.ini. */
export function appIniPath(root: string): string {
  return `${root}/app.ini`;
}

/** Gitea must not take over the Git settings of whoever runs it. */
export function giteaEnvironment(root: string): Record<string, string> {
  return { HOME: root, GITEA_WORK_DIR: root };
}

/**
 * Runs one of Gitea's own commands, such as `migrate`, and resolves to what it prints.
 *
 * @throws SandboxError `component-failed`
 */
export function runGitea({ binary, root, signal }: GiteaCommand, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = ['--config', appIniPath(root), ...args];
    const env = { PATH: process.env.PATH, ...giteaEnvironment(root) };
    const options = { env, cwd: root, timeout: timeoutMs, ...(signal ? { signal } : {}) };
    execFile(binary, all, options, (error, stdout, stderr) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (!error) return resolve(stdout);
      const reason = `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n');
      const message = `\`gitea ${args.slice(0, 3).join(' ')}\` failed: ${reason || error.message}`;
      reject(new SandboxError('component-failed', message, 'Start anew with --reset if the data folder was damaged.'));
    });
  });
}
