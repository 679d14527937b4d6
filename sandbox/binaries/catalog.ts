import { fileURLToPath } from 'node:url';

const kubernetesVersion = '1.36.3';
const [kubernetesMajor, kubernetesMinor] = kubernetesVersion.split('.');
const etcdVersion = '3.6.16';
const kwokVersion = '0.8.0';
const giteaVersion = '1.26.0';

const modules = fileURLToPath(new URL('../modules/', import.meta.url));

/** How a project publishes the SHA-256 of what it releases. */
export type ChecksumSource =
  /** `<hex>` or `<hex>  <file name>` per line, in a file with this URL. */
  | { readonly kind: 'file'; readonly path: string }
  /** The `digest` of the asset in GitHub's description of the release, a JSON document. */
  | { readonly kind: 'github-release'; readonly path: string };

export interface ReleaseDownload {
  /** The environment variable that overrides `base`, and the base URL. Paths are relative to it. */
  readonly baseVariable: string;
  readonly base: string;
  readonly path: string;
  /** Relative to the base of checksums when there is one, else to `base`. */
  readonly checksum: ChecksumSource;
  readonly checksumBaseVariable?: string;
  readonly checksumBase?: string;
  /** The binary's path within the archive (.tar.gz or .zip); absent when the download is the binary itself. */
  readonly member?: string;
}

export interface GoBuild {
  /** Folder of the go.mod and go.sum that pin everything. */
  readonly module: string;
  readonly package: string;
  readonly cgo: boolean;
  readonly tags?: string;
  readonly ldflags: string;
  /** Folders of the package's module that the binary reads at run time; copied beside it under `<name>-static`. */
  readonly assets?: readonly string[];
}

export interface BinarySpec<Name extends string = string> {
  readonly name: Name;
  readonly version: string;
  /** Which versions do when one is found on the machine; matched against what `--version` prints. */
  readonly fits: RegExp;
  /** The official release for this platform; undefined when its project publishes none. */
  readonly download: (platform: Platform) => ReleaseDownload | undefined;
  readonly build: GoBuild;
}

/** Go's names for operating system and architecture. */
export interface Platform {
  readonly os: 'linux' | 'darwin';
  readonly arch: string;
}

export type BinaryName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kwok' | 'gitea';

/** This machine, in Go's words. */
export function thisPlatform(): Platform {
  const arch = { x64: 'amd64', ia32: '386' }[process.arch as string] ?? process.arch;
  return { os: process.platform === 'darwin' ? 'darwin' : 'linux', arch };
}

function kubernetes<Name extends BinaryName>(name: Name): BinarySpec<Name> {
  const version = 'k8s.io/component-base/version';
  return {
    name,
    version: kubernetesVersion,
    fits: /^Kubernetes v1\.36\./,
    // Kubernetes publishes its servers for Linux only.
    download: ({ os, arch }) =>
      os !== 'linux'
        ? undefined
        : {
            baseVariable: 'URUMI_KUBERNETES_URL',
            base: 'https://dl.k8s.io',
            path: `v${kubernetesVersion}/bin/${os}/${arch}/${name}`,
            checksum: { kind: 'file', path: `v${kubernetesVersion}/bin/${os}/${arch}/${name}.sha256` },
          },
    build: {
      module: `${modules}kubernetes`,
      package: `k8s.io/kubernetes/cmd/${name}`,
      cgo: false,
      // Without these, clients see v0.0.0.
      ldflags:
        `-s -w -X ${version}.gitVersion=v${kubernetesVersion} -X ${version}.gitMajor=${kubernetesMajor} ` +
        `-X ${version}.gitMinor=${kubernetesMinor}`,
    },
  };
}

const etcd: BinarySpec<'etcd'> = {
  name: 'etcd',
  version: etcdVersion,
  fits: /^etcd Version: 3\.6\./,
  download: ({ os, arch }) => {
    const folder = `etcd-v${etcdVersion}-${os}-${arch}`;
    return {
      baseVariable: 'URUMI_ETCD_URL',
      base: 'https://github.com/etcd-io/etcd/releases/download',
      path: `v${etcdVersion}/${folder}.${os === 'darwin' ? 'zip' : 'tar.gz'}`,
      checksum: { kind: 'file', path: `v${etcdVersion}/SHA256SUMS` },
      member: `${folder}/etcd`,
    };
  },
  build: { module: `${modules}etcd`, package: 'go.etcd.io/etcd/server/v3', cgo: false, ldflags: '-s -w' },
};

const kwok: BinarySpec<'kwok'> = {
  name: 'kwok',
  version: kwokVersion,
  fits: /^kwok version v0\.8\./,
  download: ({ os, arch }) => ({
    baseVariable: 'URUMI_KWOK_URL',
    base: 'https://github.com/kubernetes-sigs/kwok/releases/download',
    path: `v${kwokVersion}/kwok-${os}-${arch}`,
    // kwok publishes no checksum file; GitHub states the digest of every release asset.
    checksum: { kind: 'github-release', path: `v${kwokVersion}` },
    checksumBaseVariable: 'URUMI_KWOK_RELEASES_URL',
    checksumBase: 'https://api.github.com/repos/kubernetes-sigs/kwok/releases/tags',
  }),
  build: { module: `${modules}kwok`, package: 'sigs.k8s.io/kwok/cmd/kwok', cgo: false, ldflags: '-s -w' },
};

const gitea: BinarySpec<'gitea'> = {
  name: 'gitea',
  version: giteaVersion,
  fits: /^gitea version 1\.26\./i,
  download: ({ os, arch }) => {
    const file = `gitea-${giteaVersion}-${os === 'darwin' ? 'darwin-10.12' : os}-${arch}`;
    return {
      baseVariable: 'URUMI_GITEA_URL',
      base: 'https://dl.gitea.com/gitea',
      path: `${giteaVersion}/${file}`,
      checksum: { kind: 'file', path: `${giteaVersion}/${file}.sha256` },
    };
  },
  build: {
    module: `${modules}gitea`,
    package: 'code.gitea.io/gitea',
    // SQLite is C.
    cgo: true,
    tags: 'sqlite sqlite_unlock_notify',
    ldflags: `-s -w -X main.Version=${giteaVersion}`,
    assets: ['options', 'public', 'templates'],
  },
};

/** Every program of the sandbox: what version, where it is published, how it is built. */
export const binaries: { readonly [Name in BinaryName]: BinarySpec<Name> } = {
  etcd,
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kwok,
  gitea,
};
