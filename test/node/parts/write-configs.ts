import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { controlPlaneFiles } from '../../../sandbox/control-plane/settings.ts';
import type { NodeFolder } from '../machine/node-folder.ts';
import { containerdConfig } from './containerd-config.ts';
import { kubeletConfig } from './kubelet-config.ts';
import { kubeProxyConfig } from './kube-proxy-config.ts';
import { podNetwork } from './pod-network.ts';

/** Where the node's programs find what they are to do. */
export interface ConfigFiles {
  readonly containerd: string;
  readonly kubelet: string;
  readonly kubeProxy: string;
}

/**
 * Writes the configuration files of containerd, kubelet and kube-proxy.
 *
 * @param kubeconfig kube-proxy's kubeconfig
 */
export function writeConfigs(folder: NodeFolder, kubeconfig: string): ConfigFiles {
  const files = {
    containerd: folder.config('containerd.toml'),
    kubelet: folder.config('kubelet.yaml'),
    kubeProxy: folder.config('kube-proxy.yaml'),
    resolvConf: folder.config('resolv.conf'),
  };
  const network = folder.config('cni');
  // CoreDNS asks nobody else: nothing outside can be reached.
  writeFileSync(files.resolvConf, 'nameserver 127.0.0.1\n');
  writeFileSync(`${network}/10-urumi.conflist`, JSON.stringify(podNetwork));
  writeFileSync(
    files.containerd,
    containerdConfig({ containerd: folder.containerd, programs: folder.programs, network }),
  );
  const pki = controlPlaneFiles(folder.root);
  const kubelet = {
    authority: pki.certificate('authority'),
    certificate: pki.certificate('kubelet'),
    key: pki.key('kubelet'),
    resolvConf: files.resolvConf,
  };
  writeFileSync(files.kubelet, stringify(kubeletConfig(kubelet)));
  writeFileSync(files.kubeProxy, stringify(kubeProxyConfig(kubeconfig)));
  return files;
}
