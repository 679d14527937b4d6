import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where `urumi up` leaves word of a running sandbox, below its data folder. */
const connectionFile = z.object({ kubeconfig: z.string(), pid: z.number().int().positive() });

export interface KubeconfigHints {
  /** `--kubeconfig` */
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a sandbox would keep its data, usually `.sandbox` in the working folder. */
  readonly sandbox: string;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function ofSandbox(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'connection.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { kubeconfig, pid } = connectionFile.parse(JSON.parse(text));
    return runs(pid) ? kubeconfig : undefined;
  } catch {
    return undefined; // not written by a sandbox that we know
  }
}

/**
 * The kubeconfig that a command uses: `--kubeconfig`, else `$KUBECONFIG`, else that of a sandbox that runs here.
 *
 * @returns undefined when none of them says; then the pod's account or `~/.kube/config` may
 */
export async function findKubeconfig({ flag, env, sandbox }: KubeconfigHints): Promise<string | undefined> {
  if (flag !== undefined) return flag;
  if ((env['KUBECONFIG'] ?? '') !== '') return undefined;
  return await ofSandbox(sandbox);
}
