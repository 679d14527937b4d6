/** Where containerd listens, within the node. */
export const containerdSocket = '/run/containerd/containerd.sock';
/** What keeps a pod's namespaces: an image like others. */
export const pauseImage = 'registry.k8s.io/pause:3.10.1';

/**
 * containerd's configuration (version 2, which 1.6 and later read).
 *
 * @param folder the node's
 */
export function containerdConfig(folder: { containerd: string; programs: string; network: string }): string {
  return `version = 2
root = ${JSON.stringify(folder.containerd)}
state = "/run/containerd"
[grpc]
  address = "${containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  # Root of a virtual machine may lack CAP_SYS_RESOURCE: then oom_score_adj can be raised, but not lowered.
  restrict_oom_score_adj = true
  disable_apparmor = true
  sandbox_image = "${pauseImage}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = ${JSON.stringify(`${folder.programs}/runc`)}
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = ${JSON.stringify(folder.programs)}
    conf_dir = ${JSON.stringify(folder.network)}
`;
}
