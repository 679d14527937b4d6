import path from 'node:path';
import { command } from '../machine/command.ts';

/** What a root file system is made of; its packages are as new as the mirror has them when it is first made. */
export interface RootFileSystem {
  readonly release: 'bookworm' | 'trixie';
  readonly packages: readonly string[];
  /** Shell commands at the end, which find it at `$1`. */
  readonly finally?: readonly string[];
}

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const timeoutMs = 900_000;
/** What nobody reads in a container. */
const leftOut = ['/usr/share/man/*', '/usr/share/doc/*', '/usr/share/locale/*'];
/** User and group that shops' databases run as: PostgreSQL wants its user to have a name. */
const user = 'echo "shop:x:999:999::/nonexistent:/bin/sh" >> "$1/etc/passwd"; echo "shop:x:999:" >> "$1/etc/group"';

/**
 * Makes a small Debian.
 *
 * @param file a tar file
 * @param debian the tree that has mmdebstrap, see programs/debian-tree.ts
 */
export async function makeRootFileSystem(
  file: string,
  { release, packages, finally: commands = [] }: RootFileSystem,
  { debian, signal }: { debian: string; signal: AbortSignal },
): Promise<void> {
  const source = (suite: string, host = 'http://deb.debian.org/debian') =>
    `deb [signed-by=${keyring}] ${host} ${suite} main`;
  // It looks for its own programs on the PATH.
  const env = {
    ...process.env,
    PATH: `${path.join(debian, 'usr/bin')}:${process.env['PATH']}`,
    TMPDIR: path.dirname(file),
  };
  const args = [
    '--mode=root',
    '--variant=minbase',
    '--skip=check/qemu',
    `--include=${packages.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=APT::Install-Recommends "false"',
    ...leftOut.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    ...[user, ...commands].map((each) => `--customize-hook=${each}`),
    release,
    file,
    source(release),
    source(`${release}-updates`),
    source(`${release}-security`, 'http://deb.debian.org/debian-security'),
  ];
  await command(path.join(debian, 'usr/bin/mmdebstrap'), args, { env, timeoutMs, signal });
}
