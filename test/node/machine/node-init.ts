import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logTail } from '../../../sandbox/process/log-tail.ts';
import { processIdentity } from '../../../sandbox/process/process-identity.ts';
import { until } from '../../../sandbox/process/until.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';
import { nodeName } from './addresses.ts';
import type { NodeFolder } from './node-folder.ts';

const script = fileURLToPath(new URL('init.sh', import.meta.url));
const patienceMs = 15_000;

/**
 * Starts the node's PID 1 in mount, network, process, host name and IPC namespaces of its own. It outlives this process.
 *
 * @returns its pid, as the host counts
 * @throws SandboxError `component-failed` with what it said
 */
export async function startInit(folder: NodeFolder, signal: AbortSignal): Promise<number> {
  const log = openSync(folder.log('init'), 'w', 0o600);
  const namespaces = ['--mount', '--net', '--pid', '--uts', '--ipc', '--propagation=private', '--mount-proc'];
  const child = spawn('unshare', [...namespaces, '--fork', '--kill-child', ...initCommand(folder)], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const pid = await until(
    async () => {
      if (child.exitCode !== null) return 0;
      return existsSync(folder.ready) ? findInit(folder)?.pid : undefined;
    },
    { timeoutMs: patienceMs, signal },
  );
  if (pid) return pid;
  throw new SandboxError(
    'component-failed',
    `The node's namespaces could not be made. Last words:\n${logTail(folder.log('init'))}`,
    '',
  );
}

export interface NodeInit {
  readonly pid: number;
  /** The process that made the namespaces, and waits. */
  readonly parent: number;
}

/** The node's PID 1, be it this process' or one that an earlier one left: known by its command line, which names the folder. */
export function findInit(folder: NodeFolder): NodeInit | undefined {
  const wanted = initCommand(folder).join(' ');
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const pid = Number(name);
    if (processIdentity(pid)?.command !== wanted) continue;
    return { pid, parent: Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) };
  }
  return undefined;
}

function initCommand(folder: NodeFolder): string[] {
  return ['bash', script, folder.root, nodeName];
}
