import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Programs } from './gather.ts';

const plugins = ['bridge', 'loopback', 'host-local', 'portmap'] as const;
/** By their place in the distribution's tree. */
const debian = {
  containerd: 'usr/bin/containerd',
  'containerd-shim-runc-v2': 'usr/bin/containerd-shim-runc-v2',
  ctr: 'usr/bin/ctr',
  runc: 'usr/sbin/runc',
  nft: 'usr/sbin/nft',
} as const;

/**
 * Fills the folder that is first on the node's search path: the CNI plugins, and the distribution's programs, each with its own libraries and not the
 * machine's.
 */
export function fillProgramFolder(folder: string, programs: Programs): void {
  mkdirSync(folder, { recursive: true });
  for (const name of plugins) symlinkSync(programs.own[name], path.join(folder, name));
  const library = path.join(programs.debian, 'usr/lib/x86_64-linux-gnu');
  for (const [name, place] of Object.entries(debian)) {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\nLD_LIBRARY_PATH=${library} exec ${path.join(programs.debian, place)} "$@"\n`);
    chmodSync(file, 0o755);
  }
}
