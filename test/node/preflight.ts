import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { cgroupMounts } from './machine/cgroups.ts';

/** What a machine says of itself, as far as a node depends on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly uid: number;
  /** Hexadecimal, as in /proc/self/status. */
  readonly capabilities: string;
  /** The text of /proc/self/mountinfo. */
  readonly mountinfo: string;
  /** Names of the kernel's functions, or nothing where it does not tell. */
  readonly symbols: string;
  /** The kernel's loadable modules, see modules.dep(5); empty where all is built in. */
  readonly modules: string;
  readonly hasProgram: (name: string) => boolean;
}

/** Bits of capability sets, see capabilities(7). */
const capabilities = { CAP_CHOWN: 0, CAP_NET_ADMIN: 12, CAP_SYS_CHROOT: 18, CAP_SYS_ADMIN: 21, CAP_MKNOD: 27 } as const;
const hierarchies = ['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'pids'];
const programs = ['bash', 'unshare', 'nsenter', 'ip', 'mount', 'tar', 'apt-get', 'dpkg', 'perl'];
/** A function of each part of the kernel that pods need; by the name of its module, where it is one. */
const kernelParts = {
  nf_tables: 'nft_do_chain',
  bridge: 'br_add_bridge',
  veth: 'veth_newlink',
  overlay: 'ovl_fill_super',
} as const;

/**
 * Why this machine cannot be a node; nothing when it can, as far as one sees without trying.
 *
 * @returns sentences
 */
export function obstacles(machine: Machine): string[] {
  const { platform, arch, uid, mountinfo, symbols, modules } = machine;
  if (platform !== 'linux' || arch !== 'x64') return [`it needs Linux on x86-64, and this is ${platform} on ${arch}`];
  const held = BigInt(`0x${machine.capabilities || '0'}`);
  const lacking = Object.entries(capabilities).filter(([, bit]) => (held & (1n << BigInt(bit))) === 0n);
  const mounted = cgroupMounts(mountinfo).flatMap((mount) => path.basename(mount).split(','));
  const missing = hierarchies.filter((name) => !mounted.includes(name));
  const programsMissing = programs.filter((name) => !machine.hasProgram(name));
  const partsMissing = Object.entries(kernelParts).filter(
    ([name, symbol]) => !symbols.includes(` ${symbol}`) && !modules.includes(`/${name}.ko`),
  );
  return [
    ...(uid === 0 ? [] : [`it needs root, and this is user ${uid}`]),
    ...(lacking.length === 0 ? [] : [`root lacks ${lacking.map(([name]) => name).join(', ')}`]),
    ...(missing.length === 0
      ? []
      : [
          `the cgroup hierarchies ${missing.join(', ')} of version 1 are not mounted (version 2 alone was never tried)`,
        ]),
    ...(partsMissing.length === 0 ? [] : [`the kernel lacks ${partsMissing.map(([name]) => name).join(', ')}`]),
    ...(programsMissing.length === 0
      ? []
      : [`these programs are not on the PATH: ${programsMissing.join(', ')} (Debian has them)`]),
  ];
}

/** Looks at the machine that this runs on. */
export function thisMachine(): Machine {
  const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const searchPath = (process.env['PATH'] ?? '').split(path.delimiter);
  return {
    platform: process.platform,
    arch: process.arch,
    uid: process.getuid?.() ?? -1,
    capabilities: /^CapEff:\s+([0-9a-f]+)$/m.exec(read('/proc/self/status'))?.[1] ?? '',
    mountinfo: read('/proc/self/mountinfo'),
    symbols: read('/proc/kallsyms'),
    modules: read(`/lib/modules/${release()}/modules.dep`),
    hasProgram: (name) => searchPath.some((folder) => isExecutable(path.join(folder, name))),
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
