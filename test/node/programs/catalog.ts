import { fileURLToPath } from 'node:url';
import type { BinarySpec, GoBuild, Platform, ReleaseDownload } from '../../../sandbox/binaries/catalog.ts';

/** The programs that make a node of a machine, beside those of the sandbox's control plane and those of the distribution. */
export type NodeProgram =
  | 'kubelet'
  | 'kube-proxy'
  | 'bridge'
  | 'loopback'
  | 'host-local'
  | 'portmap'
  | 'coredns'
  | 'local-path-provisioner';

const modules = fileURLToPath(new URL('../modules/', import.meta.url));
/** The same as the control plane's, see sandbox/binaries/catalog.ts. */
const kubernetesVersion = '1.36.3';
const pluginsVersion = '1.9.1';
const coreDnsVersion = '1.14.7';
const localPathVersion = '0.0.30';

/** Most of these are published in archives with more than is wanted, or in images only: they are built. */
const notDownloaded = (): undefined => undefined;

function kubernetes(name: 'kubelet' | 'kube-proxy'): BinarySpec<NodeProgram> {
  const version = 'k8s.io/component-base/version';
  const [major, minor] = kubernetesVersion.split('.');
  return {
    name,
    version: kubernetesVersion,
    fits: /^Kubernetes v1\.36\./,
    download: ({ os, arch }: Platform): ReleaseDownload => ({
      baseVariable: 'URUMI_KUBERNETES_URL',
      base: 'https://dl.k8s.io',
      path: `v${kubernetesVersion}/bin/${os}/${arch}/${name}`,
      checksum: { kind: 'file', path: `v${kubernetesVersion}/bin/${os}/${arch}/${name}.sha256` },
    }),
    build: built('kubernetes', `k8s.io/kubernetes/cmd/${name}`, [
      `${version}.gitVersion=v${kubernetesVersion}`,
      `${version}.gitMajor=${major}`,
      `${version}.gitMinor=${minor}`,
    ]),
  };
}

function plugin(name: 'bridge' | 'loopback' | 'host-local' | 'portmap', folder: string): BinarySpec<NodeProgram> {
  const root = 'github.com/containernetworking/plugins';
  return {
    name,
    version: pluginsVersion,
    fits: new RegExp(`^CNI ${name} plugin v?1\\.`),
    download: notDownloaded,
    build: built('cni', `${root}/plugins/${folder}/${name}`, [
      `${root}/pkg/utils/buildversion.BuildVersion=v${pluginsVersion}`,
    ]),
  };
}

function built(module: string, name: string, variables: readonly string[] = []): GoBuild {
  const flags = variables.map((variable) => `-X ${variable}`);
  return { module: `${modules}${module}`, package: name, cgo: false, ldflags: ['-s -w', ...flags].join(' ') };
}

/** CoreDNS with the plugins that a cluster's DNS needs; with all of them it takes three times as long to build. */
const coredns: BinarySpec<NodeProgram> = {
  name: 'coredns',
  version: coreDnsVersion,
  fits: /^CoreDNS-1\./,
  download: notDownloaded,
  build: built('coredns', '.'),
};

const localPathProvisioner: BinarySpec<NodeProgram> = {
  name: 'local-path-provisioner',
  version: localPathVersion,
  fits: /local-path-provisioner version v0\.0\./,
  download: notDownloaded,
  build: built('local-path', 'github.com/rancher/local-path-provisioner', [`main.VERSION=v${localPathVersion}`]),
};

/** Every program, the one that takes longest to build first. */
export const nodePrograms: readonly BinarySpec<NodeProgram>[] = [
  kubernetes('kubelet'),
  kubernetes('kube-proxy'),
  plugin('bridge', 'main'),
  plugin('loopback', 'main'),
  plugin('host-local', 'ipam'),
  plugin('portmap', 'meta'),
  coredns,
  localPathProvisioner,
];
