import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { until } from '../../../sandbox/process/until.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';

/** The cgroup below which all pods of the node are, in each hierarchy. */
export const nodeCgroup = 'urumi-node';

/** The folder with those of the pods, among them one for each class of quality of service, in the hierarchy that counts memory. */
export const podCgroups = `/sys/fs/cgroup/memory/${nodeCgroup}/kubepods`;

const patienceMs = 10_000;

/** The folders of what runs in a pod: its containers, and one that keeps its network. */
export function containerCgroups(podUid: string): string[] {
  return globSync(`${podCgroups}/{*/,}pod${podUid}/*/`);
}

/** Where the hierarchies of cgroup version 1 are mounted, from the text of /proc/self/mountinfo (see proc(5)). */
export function cgroupMounts(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields[fields.indexOf('-') + 1] === 'cgroup')
    .map((fields) => fields[4] ?? '');
}

/** Makes the node's cgroup in every hierarchy. */
export function makeCgroups(): void {
  for (const mount of mounts()) {
    const folder = path.join(mount, nodeCgroup);
    mkdirSync(folder, { recursive: true });
    // A new cpuset is empty, and takes no process before it has processors and memory.
    for (const file of ['cpuset.cpus', 'cpuset.mems'].filter((name) => existsSync(path.join(folder, name)))) {
      writeFileSync(path.join(folder, file), readFileSync(path.join(mount, file)));
    }
    // What kubelet gives all pods where it has a machine for itself; by default they would count as one process together.
    const shares = path.join(folder, 'cpu.shares');
    if (existsSync(shares)) writeFileSync(shares, String(1024 * availableParallelism()));
  }
}

/** Removes the node's cgroups; the kernel lets an empty one go only a moment after its last process. @throws SandboxError `not-ready` */
export async function removeCgroups(): Promise<void> {
  const folders = [...mounts(), '/sys/fs/cgroup/unified'].map((mount) => path.join(mount, nodeCgroup));
  let last: unknown;
  const gone = await until(
    async () => {
      try {
        for (const folder of folders) removeTree(folder);
        return true;
      } catch (error) {
        last = error;
        return undefined;
      }
    },
    { timeoutMs: patienceMs },
  );
  if (gone) return;
  throw new SandboxError(
    'not-ready',
    `The node's cgroups could not be removed: ${last instanceof Error ? last.message : String(last)}`,
    'Some process is still in them; their files cgroup.procs say which.',
  );
}

/** A cgroup's files cannot be removed, and go with it. */
function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(path.join(folder, entry.name));
  }
  rmdirSync(folder);
}

function mounts(): string[] {
  return cgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}
