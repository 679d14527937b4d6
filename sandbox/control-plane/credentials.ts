import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createAuthority, openAuthority, type Authority, type KeyPair } from '../../cluster/authority.ts';
import { kwokUser } from './cluster-objects.ts';
import { renderKubeconfig } from './kubeconfig.ts';
import { controlPlaneFiles } from './settings.ts';

/** Who someone is to the API server. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** The identity that a pod running as this ServiceAccount has. */
export function serviceAccount(namespace: string, name: string): Identity {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  };
}

/** What people get: everything is allowed, and admission policies can tell them from Kubernetes' own components. */
export const administrator: Identity = { user: 'sandbox-administrator', groups: ['system:masters'] };

const components: readonly Identity[] = [
  { user: 'system:kube-controller-manager', groups: [] },
  { user: 'system:kube-scheduler', groups: [] },
  { user: kwokUser, groups: [] },
];

export interface Credentials {
  /** PEM: who signs the API server's certificate. */
  readonly authority: string;
  readonly administrator: KeyPair;
  /** Writes a kubeconfig that only its owner can read; resolves to its path. The same identity has the same path. */
  kubeconfigFor(identity: Identity): Promise<string>;
}

/**
 * Makes what the components need to trust each other. The authorities and the key for ServiceAccount tokens are kept
 * from start to start, or every namespace's root certificate would change; everything else is made anew.
 *
 * etcd has an authority of its own: a certificate for the API must not open the database.
 */
export async function prepareCredentials(root: string, server: string): Promise<Credentials> {
  const files = controlPlaneFiles(root);
  const [authority, etcdAuthority] = await Promise.all([
    keptAuthority(root, 'authority', 'urumi-sandbox'),
    keptAuthority(root, 'etcd-authority', 'urumi-sandbox-etcd'),
  ]);
  keepServiceAccountKey(files.serviceAccountKey);
  const local = ['127.0.0.1', 'localhost'];
  const cluster = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '10.96.0.1'];
  const [etcd, etcdClient, apiServer, kubelet, admin] = await Promise.all([
    etcdAuthority.issue({ commonName: 'etcd', hosts: local, usages: ['server', 'client'] }),
    etcdAuthority.issue({ commonName: 'kube-apiserver', usages: ['client'] }),
    authority.issue({ commonName: 'kube-apiserver', hosts: [...local, ...cluster], usages: ['server'] }),
    authority.issue({ commonName: 'kubelet', hosts: local, usages: ['server'] }),
    authority.issue({ commonName: administrator.user, organizations: administrator.groups, usages: ['client'] }),
  ]);
  writePair(root, 'etcd', etcd);
  writePair(root, 'etcd-client', etcdClient);
  writePair(root, 'kube-apiserver', apiServer);
  writePair(root, 'kubelet', kubelet);

  const write = (identity: Identity, credentials: KeyPair) => {
    const file = files.kubeconfig(fileNameOf(identity));
    const text = renderKubeconfig({ server, authority: authority.pair.certificate, user: identity.user, credentials });
    writePrivate(file, text);
    return file;
  };
  const kubeconfigFor = async (identity: Identity) => {
    const { user, groups } = identity;
    return write(identity, await authority.issue({ commonName: user, organizations: groups, usages: ['client'] }));
  };
  await Promise.all(components.map(kubeconfigFor));
  write(administrator, admin);
  return { authority: authority.pair.certificate, administrator: admin, kubeconfigFor };
}

/** Users may hold any character; a file name may not. */
function fileNameOf({ user, groups }: Identity): string {
  const plain = /^[\w:.@-]{1,100}$/.test(user) ? user : `user-${Buffer.from(user).toString('hex').slice(0, 100)}`;
  const isKnown = [...components, administrator].some((known) => known.user === user);
  const suffix =
    isKnown || groups.length === 0 ? '' : `+${Buffer.from(groups.join('\n')).toString('base64url').slice(0, 60)}`;
  return `${plain}${suffix}`;
}

async function keptAuthority(root: string, name: string, commonName: string): Promise<Authority> {
  const files = controlPlaneFiles(root);
  const [certificate, key] = [files.certificate(name), files.key(name)];
  if (existsSync(certificate) && existsSync(key)) {
    return openAuthority({ certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') });
  }
  const authority = await createAuthority(commonName);
  writePair(root, name, authority.pair);
  return authority;
}

function keepServiceAccountKey(file: string): void {
  if (existsSync(file)) {
    createPrivateKey(readFileSync(file));
    return;
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writePrivate(file, privateKey.export({ type: 'sec1', format: 'pem' }) as string);
}

function writePair(root: string, name: string, pair: KeyPair): void {
  const files = controlPlaneFiles(root);
  writePrivate(files.certificate(name), pair.certificate);
  writePrivate(files.key(name), pair.key);
}

function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
}
