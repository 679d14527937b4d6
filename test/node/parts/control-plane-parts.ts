import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openAuthority, type Authority } from '../../../cluster/authority.ts';
import type { ComponentSpec } from '../../../sandbox/process/component.ts';
import { prepareCredentials, type Credentials } from '../../../sandbox/control-plane/credentials.ts';
import { etcd } from '../../../sandbox/control-plane/etcd.ts';
import { kubeApiserver } from '../../../sandbox/control-plane/kube-apiserver.ts';
import { kubeControllerManager } from '../../../sandbox/control-plane/kube-controller-manager.ts';
import { kubeScheduler } from '../../../sandbox/control-plane/kube-scheduler.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from '../../../sandbox/control-plane/settings.ts';
import { addresses } from '../machine/addresses.ts';

/** Address of the API server, for the host and for all within the node. */
export const apiServerUrl = `https://${addresses.node}:${addresses.apiPort}`;

/** The sandbox's control plane, as far as it is the same: the components' arguments are made of this. */
export function controlPlaneSettings(root: string): ControlPlaneSettings {
  const ports = { etcd: 2379, etcdPeer: 2380, apiServer: addresses.apiPort, kubelet: 10_250 };
  return { root, url: apiServerUrl, ports, durable: false, audit: false };
}

/** The control plane's programs with their arguments, in the order in which they start. */
export function controlPlaneParts(
  settings: ControlPlaneSettings,
): Record<'etcd' | 'apiServer' | 'controllers' | 'scheduler', ComponentSpec> {
  const files = controlPlaneFiles(settings.root);
  const apiServer = kubeApiserver(settings);
  return {
    etcd: etcd(settings),
    apiServer: {
      ...apiServer,
      // Of two values for one argument the last one counts; modes of authorisation add up.
      args: [
        ...apiServer.args,
        '--bind-address=0.0.0.0',
        `--advertise-address=${addresses.node}`,
        '--endpoint-reconciler-type=lease',
        '--authorization-mode=Node',
        '--allow-privileged=true',
        '--kubelet-preferred-address-types=InternalIP',
        `--kubelet-client-certificate=${files.certificate('kubelet-client')}`,
        `--kubelet-client-key=${files.key('kubelet-client')}`,
      ],
    },
    controllers: kubeControllerManager(settings),
    scheduler: kubeScheduler(settings),
  };
}

/** The sandbox's credentials, and a certificate for the node's address and one to ask the kubelet with. */
export async function nodeCredentials({ root, url }: ControlPlaneSettings): Promise<Credentials> {
  for (const folder of ['config', 'pki', 'kubeconfigs'])
    mkdirSync(`${root}/${folder}`, { recursive: true, mode: 0o700 });
  const credentials = await prepareCredentials(root, url);
  const files = controlPlaneFiles(root);
  const authority: Authority = await openAuthority({
    certificate: readFileSync(files.certificate('authority'), 'utf8'),
    key: readFileSync(files.key('authority'), 'utf8'),
  });
  const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'localhost'];
  const pairs = {
    'kube-apiserver': await authority.issue({
      commonName: 'kube-apiserver',
      hosts: [...names, '10.96.0.1', '127.0.0.1', addresses.node],
      usages: ['server'],
    }),
    kubelet: await authority.issue({ commonName: 'kubelet', hosts: [addresses.node], usages: ['server'] }),
    'kubelet-client': await authority.issue({
      commonName: 'kube-apiserver-kubelet-client',
      organizations: ['system:masters'],
      usages: ['client'],
    }),
  };
  for (const [name, { certificate, key }] of Object.entries(pairs)) {
    writeFileSync(files.certificate(name), certificate, { mode: 0o600 });
    writeFileSync(files.key(name), key, { mode: 0o600 });
  }
  return credentials;
}
