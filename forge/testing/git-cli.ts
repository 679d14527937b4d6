import { spawn } from 'node:child_process';

/** Git's environment in tests: nothing of the machine's configuration, and no prompt. */
export const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Tess Tester',
  GIT_AUTHOR_EMAIL: 'tess@example.com',
  GIT_COMMITTER_NAME: 'Tess Tester',
  GIT_COMMITTER_EMAIL: 'tess@example.com',
};

/** Runs the git command and returns what it prints. Throws with what it says on stderr. */
export async function gitCli(
  args: readonly string[],
  { cwd, input = '' }: { cwd: string; input?: string | Uint8Array },
): Promise<string> {
  const child = spawn('git', args, { cwd, env: gitEnvironment, stdio: 'pipe' });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.on('error', () => undefined); // it ended early; its exit status tells why
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject);
  child.on('close', resolve);
  const status = await promise;
  if (status !== 0)
    throw new Error(
      `git ${args.join(' ')} in ${cwd} ended with ${status}: ${Buffer.concat(errors).toString('utf8').trim()}`,
    );
  return Buffer.concat(output).toString('utf8');
}
