import { existsSync, globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import type { NodeFolder } from './machine/node-folder.ts';

/** What a node could leave on its host: names of things, by sort. */
export type Traces = Readonly<Record<string, readonly string[]>>;

const settings = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'net/ipv4/ip_forward',
];

/** Looks at the host: its mounts, namespaces, interfaces, routes, cgroups and settings, and processes that have to do with the node. */
export function tracesOn(folder: NodeFolder): Traces {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const own = namespaceOf('self', 'net');
  return {
    processes: pids
      .map((pid) => ({ pid, command: commandOf(pid) }))
      .filter(({ pid, command }) => command.includes(folder.root) || ![own, ''].includes(namespaceOf(pid, 'net')))
      .map(({ pid, command }) => `${pid} ${command}`),
    networks: [...new Set(pids.map((pid) => namespaceOf(pid, 'net')))].filter(Boolean),
    namedNetworks: existsSync('/run/netns') ? readdirSync('/run/netns') : [],
    mounts: lines('/proc/self/mountinfo').map((line) => line.split(' ')[4] ?? ''),
    interfaces: readdirSync('/sys/class/net'),
    routes: lines('/proc/net/route'),
    // Those further down belong to whoever made the ones above.
    cgroups: globSync('/sys/fs/cgroup/*/*/'),
    settings: settings.map((name) => `${name} ${lines(path.join('/proc/sys', name)).join('')}`),
    folders: existsSync(folder.root) ? [folder.root] : [],
  };
}

/** What is there now and was not before, or the other way round, as sentences. Processes and namespaces of others may end meanwhile, and do not count. */
export function leftBehind(before: Traces, after: Traces): string[] {
  return Object.entries(after).flatMap(([sort, now]) => {
    const earlier = before[sort] ?? [];
    const added = now.filter((name) => !earlier.includes(name)).map((name) => `${sort}: ${name} is new`);
    if (['processes', 'networks'].includes(sort)) return added;
    return added.concat(earlier.filter((name) => !now.includes(name)).map((name) => `${sort}: ${name} is gone`));
  });
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function commandOf(pid: string): string {
  return unlessEnded(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim());
}

function namespaceOf(pid: string, kind: string): string {
  return unlessEnded(() => readlinkSync(`/proc/${pid}/ns/${kind}`));
}

/** A process may end while we look. */
function unlessEnded(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
