import type { ContainerJson, PodSpecJson } from '../pod-template.ts';

/** Volume sources that the level `restricted` allows. */
const volumeSources = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/**
 * What keeps a pod from complying with the pod security level `restricted`, and with what Urumi asks of pods besides: a read-only root, no token and
 * no service links. Empty when nothing does. Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function restrictedViolations(pod: PodSpecJson): string[] {
  const context = pod.securityContext ?? {};
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  return [
    ...broken({
      'shares a namespace of its host':
        pod['hostNetwork'] === true || pod['hostPID'] === true || pod['hostIPC'] === true,
      'may run as root': context['runAsNonRoot'] !== true || context['runAsUser'] === 0,
      'states no seccomp profile':
        (context['seccompProfile'] as { type?: string } | undefined)?.type !== 'RuntimeDefault',
      'mounts a service account token': pod['automountServiceAccountToken'] !== false,
      'gets service links': pod['enableServiceLinks'] !== false,
    }),
    ...(pod.volumes ?? []).flatMap(({ name, ...sources }) =>
      Object.keys(sources)
        .filter((source) => !volumeSources.has(source))
        .map((source) => `volume ${name} is a ${source}`),
    ),
    ...containers.flatMap((container) =>
      containerViolations(container).map((violation) => `container ${container.name} ${violation}`),
    ),
  ];
}

function containerViolations({ securityContext = {}, ...container }: ContainerJson): string[] {
  const capabilities = securityContext['capabilities'] as { drop?: string[]; add?: string[] } | undefined;
  const ports = (container['ports'] ?? []) as { hostPort?: number }[];
  return broken({
    'may escalate privileges': securityContext['allowPrivilegeEscalation'] !== false,
    'is privileged': securityContext['privileged'] === true,
    'may run as root': securityContext['runAsNonRoot'] === false || securityContext['runAsUser'] === 0,
    'writes to its root file system': securityContext['readOnlyRootFilesystem'] !== true,
    'keeps capabilities': capabilities?.drop?.includes('ALL') !== true || (capabilities.add ?? []).length > 0,
    'listens on its host': ports.some(({ hostPort }) => hostPort !== undefined),
  });
}

function broken(rules: Record<string, boolean>): string[] {
  return Object.entries(rules)
    .filter(([, isBroken]) => isBroken)
    .map(([rule]) => rule);
}
