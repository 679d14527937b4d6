import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pause } from './pause.ts';
import { processIdentity } from './process-identity.ts';

// A guard gives its program 1.5 s to end; what is alive after that has lost its guard.
const patienceMs = 2500;

/**
 * Ends what an earlier run in this folder left behind: each pid file names a process, and it is ours when its command
 * line speaks of the folder. Guards see to it that there is nothing to do, unless they were killed themselves.
 *
 * @param folder the component's data folder, absolute, as it appears in their command lines
 * @param runFolder where the pid files are
 * @returns the commands that had to be killed
 */
export async function endLeftovers(folder: string, runFolder: string): Promise<string[]> {
  const deadline = Date.now() + patienceMs;
  const killed: string[] = [];
  for (const name of readdirSync(runFolder).filter((name) => name.endsWith('.pid'))) {
    const file = path.join(runFolder, name);
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    while (isOurs(pid, folder) && Date.now() < deadline) await pause(50);
    if (isOurs(pid, folder)) {
      process.kill(pid, 'SIGKILL');
      killed.push(name.replace(/\.pid$/, ''));
    }
    rmSync(file, { force: true });
  }
  return killed;
}

function isOurs(pid: number, folder: string): boolean {
  return pid > 0 && processIdentity(pid)?.command.includes(`${folder}/`) === true;
}
