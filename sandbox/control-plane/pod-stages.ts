import { type Stage, type StageCondition, statusPatch } from './stages.ts';

const alive: StageCondition = { jq: '.metadata.deletionTimestamp', exists: false };

const running = `
{{ $now := Now | Quote }}
phase: Running
startTime: {{ $now }}
conditions:
{{ range $type := list "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready" }}
- {type: {{ $type }}, status: "True", lastTransitionTime: {{ $now }}}
{{ end }}
{{ range .spec.readinessGates }}
- {type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now }}}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- {name: {{ .name }}, image: {{ .image | Quote }}, imageID: "", ready: true, started: true, restartCount: 0, state: {running: {startedAt: {{ $now }}}}}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  restartCount: 0
  {{ if eq (or .restartPolicy "") "Always" }}
  started: true
  state: {running: {startedAt: {{ $now }}}}
  {{ else }}
  started: false
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ $now }}, finishedAt: {{ $now }}}}
  {{ end }}
{{ end }}
{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs: [{ip: {{ index . 0 | Quote }}}]
{{ end }}
{{ with PodIPsWith .spec.nodeName (or .spec.hostNetwork false) .metadata.uid .metadata.name .metadata.namespace }}
podIP: {{ index . 0 | Quote }}
podIPs: [{ip: {{ index . 0 | Quote }}}]
{{ end }}
`;

const succeeded = `
{{ $now := Now | Quote }}
{{ $started := .status.startTime | Quote }}
phase: Succeeded
conditions:
{{ range $type := list "ContainersReady" "Ready" }}
- {type: {{ $type }}, status: "False", reason: PodCompleted, lastTransitionTime: {{ $now }}}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- {name: {{ .name }}, image: {{ .image | Quote }}, imageID: "", ready: false, started: false, restartCount: 0, state: {running: null, terminated: {exitCode: 0, reason: Completed, startedAt: {{ $started }}, finishedAt: {{ $now }}}}}
{{ end }}
`;

/** Pods run as soon as they are scheduled, those of Jobs succeed at once, deleted ones go at once. */
export const podStages: readonly Stage[] = [
  {
    name: 'pod-run',
    kind: 'Pod',
    when: [alive, { jq: '.spec.nodeName', exists: true }, { jq: '.status.phase', in: ['Pending'] }],
    steps: [statusPatch(running)],
  },
  {
    name: 'pod-succeed',
    kind: 'Pod',
    when: [alive, { jq: '.status.phase', in: ['Running'] }, { jq: '.metadata.ownerReferences.[].kind', in: ['Job'] }],
    steps: [statusPatch(succeeded)],
  },
  {
    name: 'pod-go',
    kind: 'Pod',
    when: [{ jq: '.metadata.deletionTimestamp', exists: true }],
    steps: [{ delete: true }],
  },
];
