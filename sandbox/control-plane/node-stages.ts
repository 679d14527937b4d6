import { type Stage, statusPatch } from './stages.ts';

/** What one simulated node offers, as Kubernetes quantities. */
export interface NodeSize {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
}

const heartbeatMs = 60_000;

/** Condition and its healthy value, as a kubelet reports them. */
const conditions = [
  ['Ready', 'True', 'KubeletReady'],
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID'],
] as const;

const healthy = [
  'conditions:',
  ...conditions.map(
    ([type, status, reason]) =>
      `- {type: ${type}, status: "${status}", reason: ${reason}, message: simulated, lastHeartbeatTime: {{ Now | Quote }}, ` +
      'lastTransitionTime: {{ $.metadata.creationTimestamp | Quote }}}',
  ),
].join('\n');

/** Where its kubelet answers, which may be another port after a restart. */
const address = [
  'addresses: [{type: Hostname, address: {{ .metadata.name | Quote }}}, {type: InternalIP, address: {{ NodeIP | Quote }}}]',
  'daemonEndpoints: {kubeletEndpoint: {Port: {{ NodePort }}}}',
].join('\n');

const ready = '.status.conditions.[] | select(.type == "Ready") | .status';

/** Nodes get ready at once, stay ready, and have the size given. */
export function nodeStages({ cpu, memory, pods }: NodeSize): readonly Stage[] {
  const size = `{cpu: "${cpu}", memory: "${memory}", pods: "${pods}", ephemeral-storage: 1Ti}`;
  return [
    {
      name: 'node-start',
      kind: 'Node',
      when: [{ jq: ready, notIn: ['True'] }],
      steps: [
        statusPatch(
          [
            healthy,
            `allocatable: ${size}`,
            `capacity: ${size}`,
            address,
            'nodeInfo: {architecture: amd64, operatingSystem: linux, osImage: simulated, kernelVersion: simulated, kubeletVersion: {{ printf "kwok-%s" Version | Quote }},',
            '  containerRuntimeVersion: simulated, kubeProxyVersion: simulated, bootID: "", machineID: "", systemUUID: ""}',
          ].join('\n'),
        ),
      ],
    },
    {
      name: 'node-heartbeat',
      kind: 'Node',
      when: [{ jq: ready, in: ['True'] }],
      delayMs: heartbeatMs,
      steps: [statusPatch(`${healthy}\n${address}`)],
    },
  ];
}
