import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { openAuthority } from '../../../cluster/authority.ts';
import { administrator } from '../../../sandbox/control-plane/credentials.ts';
import { renderKubeconfig } from '../../../sandbox/control-plane/kubeconfig.ts';
import { controlPlaneFiles } from '../../../sandbox/control-plane/settings.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';
import { apiServerUrl } from '../parts/control-plane-parts.ts';
import { addresses } from './addresses.ts';
import { InNode } from './in-node.ts';
import type { NodeFolder } from './node-folder.ts';
import { findInit } from './node-init.ts';

/** A node that runs. */
export interface RunningNode {
  /** Of the API server, for this machine only. */
  readonly url: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Address at which shops answer, on the ports 80 and 443. */
  readonly address: string;
  readonly inside: InNode;
  readonly folder: NodeFolder;
  /** Writes a kubeconfig for anyone, known to RBAC or not; resolves to its path. */
  kubeconfigFor(user: string, groups?: readonly string[]): Promise<string>;
}

/** The node that somebody brought up. @throws SandboxError `not-ready` when there is none */
export function runningNode(folder: NodeFolder): RunningNode {
  const files = controlPlaneFiles(folder.root);
  const kubeconfig = files.kubeconfig(administrator.user);
  const init = findInit(folder);
  if (init === undefined || !existsSync(kubeconfig)) {
    throw new SandboxError('not-ready', 'There is no node on this machine.', 'Bring it up: npm run node:up');
  }
  const kubeconfigFor = async (user: string, groups: readonly string[] = []) => {
    const certificate = readFileSync(files.certificate('authority'), 'utf8');
    const authority = await openAuthority({ certificate, key: readFileSync(files.key('authority'), 'utf8') });
    const credentials = await authority.issue({ commonName: user, organizations: groups, usages: ['client'] });
    const file = files.kubeconfig(user.replaceAll(/[^\w:.@-]/g, '_'));
    const text = renderKubeconfig({ server: apiServerUrl, authority: certificate, user, credentials });
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const inside = new InNode(folder, init.pid);
  return { url: apiServerUrl, kubeconfig, address: addresses.node, inside, folder, kubeconfigFor };
}
