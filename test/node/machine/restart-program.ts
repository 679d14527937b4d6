import { until } from '../../../sandbox/process/until.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';
import type { InNode } from './in-node.ts';

const patienceMs = 30_000;

/**
 * Ends one of the node's programs, and starts it again with the same arguments, as a service manager does.
 *
 * @param name of the program: `kubelet`
 * @throws SandboxError `not-ready` when it does not run, or does not end
 */
export async function restartProgram(inside: InNode, name: string): Promise<void> {
  const pid = await pidOf(inside, name);
  if (pid === undefined) throw new SandboxError('not-ready', `There is no ${name} on the node.`, '');
  const [program = '', ...args] = (await inside.run('cat', [`/proc/${pid}/cmdline`])).split('\0').slice(0, -1);
  await inside.run('kill', [pid]);
  const gone = async () => ((await pidOf(inside, name)) === pid ? undefined : true);
  if (!(await until(gone, { timeoutMs: patienceMs, intervalMs: 50 })))
    throw new SandboxError('not-ready', `${name} does not end.`, '');
  inside.start(name, program, args);
}

async function pidOf(inside: InNode, name: string): Promise<string | undefined> {
  // Fails when there is none.
  const [pid] = (await inside.run('bash', ['-c', `pidof -s ${name} || true`])).trim().split(/\s+/);
  return pid === '' ? undefined : pid;
}
