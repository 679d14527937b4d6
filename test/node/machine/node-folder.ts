import path from 'node:path';
import { cacheFolder } from '../../../sandbox/binaries/cache.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';

/** Where the one node of a machine keeps everything while it runs; the folder is gone with it. */
export interface NodeFolder {
  readonly root: string;
  /** Held while the node is brought up or taken down. */
  readonly lock: string;
  /** Made by PID 1 when pods could run. */
  readonly ready: string;
  /** Becomes /var within the node: kubelet's and the volumes' data. */
  readonly var: string;
  /** A folder for each volume, within `var`. */
  readonly volumes: string;
  readonly containerd: string;
  /** Programs of the node under their plain names. */
  readonly programs: string;
  log(name: string): string;
  config(name: string): string;
}

/** @throws SandboxError `bad-data` where the node could not see its own folder */
export function nodeFolder(env: NodeJS.ProcessEnv): NodeFolder {
  const root = path.join(cacheFolder(env), 'node');
  if (/^\/(var|run)\//.test(root)) {
    throw new SandboxError(
      'bad-data',
      `The node cannot keep its data in ${root}: within the node, /var and /run are its own.`,
      'Set XDG_CACHE_HOME to a folder elsewhere.',
    );
  }
  const below = (...names: string[]) => path.join(root, ...names);
  return {
    root,
    lock: `${root}.lock`,
    ready: below('ready'),
    var: below('var'),
    volumes: below('var', 'local-path'),
    containerd: below('containerd'),
    programs: below('programs'),
    log: (name) => below('logs', `${name}.log`),
    config: (name) => below('config', name),
  };
}
