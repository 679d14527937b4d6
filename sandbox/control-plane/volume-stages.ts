import { type Stage, type StageCondition, statusPatch } from './stages.ts';

/** The provisioner that a StorageClass names to get simulated volumes. */
export const volumeProvisioner = 'kwok.x-k8s.io/volume';

/** A storage driver's name is a DNS subdomain. */
const volumeDriver = 'volume.kwok.x-k8s.io';

const provisionedByUs = (annotation: string): StageCondition => ({
  cel: `has(self.metadata.annotations) && '${annotation}' in self.metadata.annotations && self.metadata.annotations['${annotation}'] == '${volumeProvisioner}'`,
});

/** @param policy what is to become of it when its claim goes; as it is, when not given */
const volume = (policy: string) => `
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pvc-{{ .metadata.uid }}
  annotations: {pv.kubernetes.io/provisioned-by: ${volumeProvisioner}}
spec:
  accessModes:
  {{ YAML .spec.accessModes 1 }}
  capacity: {storage: {{ .spec.resources.requests.storage | Quote }}}
  ${policy}
  storageClassName: {{ .spec.storageClassName | Quote }}
  volumeMode: {{ or .spec.volumeMode "Filesystem" | Quote }}
  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: {{ .metadata.namespace }}, name: {{ .metadata.name }}, uid: {{ .metadata.uid }}}
  csi: {driver: ${volumeDriver}, volumeHandle: pvc-{{ .metadata.uid }}}
`;

/**
 * The part of a storage driver that is outside Kubernetes: make a volume when the controller-manager asks for one, grow
 * it with its claim, remove it when it is released. Binding, releasing and protection are left to the real controllers,
 * so a volume lives as long as it would on a real cluster.
 */
export const volumeStages: readonly Stage[] = [
  {
    name: 'volume-provision',
    kind: 'PersistentVolumeClaim',
    when: [
      { cel: '!has(self.metadata.deletionTimestamp) && !has(self.spec.volumeName)' },
      // Set by the controller-manager when it is an external provisioner's turn.
      provisionedByUs('volume.kubernetes.io/storage-provisioner'),
    ],
    steps: [{ apply: { template: volume('persistentVolumeReclaimPolicy: Delete') } }],
  },
  {
    name: 'volume-grow',
    kind: 'PersistentVolumeClaim',
    when: [
      { cel: "!has(self.metadata.deletionTimestamp) && has(self.spec.volumeName) && self.status.phase == 'Bound'" },
      provisionedByUs('volume.kubernetes.io/storage-provisioner'),
      { cel: 'has(self.status.capacity) && self.status.capacity.storage != self.spec.resources.requests.storage' },
    ],
    steps: [
      // A merge patch, so that a policy which somebody has changed stays; of the whole volume, because kwok tries to
      // create it first.
      { apply: { template: volume(''), type: 'merge' } },
      statusPatch('capacity: {storage: {{ .spec.resources.requests.storage | Quote }}}'),
    ],
  },
  {
    name: 'volume-remove',
    kind: 'PersistentVolume',
    when: [
      provisionedByUs('pv.kubernetes.io/provisioned-by'),
      {
        cel: "!has(self.metadata.deletionTimestamp) && self.status.phase == 'Released' && self.spec.persistentVolumeReclaimPolicy == 'Delete'",
      },
    ],
    steps: [{ delete: true }],
  },
];
