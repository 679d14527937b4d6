import { k8s } from 'cdk8s-plus-28';
import { labels } from '../../synth/spec/names.ts';
import type { Workload } from './workload.ts';

/** User, group and owner of the volumes: that of images/urumi. */
const user = 1000;

export interface ImageChoice {
  readonly image: string;
  /** Names of Secrets. */
  readonly pullSecrets?: readonly string[];
}

/** The labels that tell the pods of a process. */
export function selectorOf({ component }: Workload): Record<string, string> {
  return { [labels.name]: 'urumi', [labels.component]: component };
}

/** The pods of a process: as the pod security level `restricted` wants them, with a root that nobody can write to. */
export function podOf(workload: Workload, { image, pullSecrets = [] }: ImageChoice): k8s.PodSpec {
  const { name, replicas, lingerSeconds = 0 } = workload;
  const labelSelector = { matchLabels: selectorOf(workload) };
  const [maxSkew, topologyKey, whenUnsatisfiable] = [1, 'kubernetes.io/hostname', 'ScheduleAnyway'];
  return {
    serviceAccountName: name,
    // The API server is what it works on.
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30 + lingerSeconds,
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((secret) => ({ name: secret })) }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(replicas > 1 && {
      topologySpreadConstraints: [{ maxSkew, topologyKey, whenUnsatisfiable, labelSelector }],
    }),
    containers: [container(workload, image)],
    volumes: volumes(workload),
  };
}

function container(workload: Workload, image: string): k8s.Container {
  const { args, ports, resources, data, secret, lingerSeconds } = workload;
  const { live, ready } = workload.probes;
  return {
    name: 'urumi',
    image,
    args: [...args],
    ports: ports.map(({ name, port }) => ({ name, containerPort: port })),
    startupProbe: probe(workload, live, [2, 60]),
    readinessProbe: probe(workload, ready, [5, 2]),
    livenessProbe: probe(workload, live, [10, 6]),
    resources: { requests: quantities(resources.requests), limits: quantities(resources.limits) },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    ...(lingerSeconds !== undefined && { lifecycle: { preStop: { exec: { command: sleep(lingerSeconds) } } } }),
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(data ? [{ name: 'data', mountPath: data.path }] : []),
      ...(secret ? [{ name: 'secret', mountPath: secret.path, readOnly: true }] : []),
    ],
  };
}

/** The image has a Node, and need not have anything else. */
function sleep(seconds: number): string[] {
  return ['node', '-e', `setTimeout(() => {}, ${seconds * 1000})`];
}

function probe({ probes }: Workload, path: string, [periodSeconds, failureThreshold]: [number, number]): k8s.Probe {
  const { scheme, port, host } = probes;
  const httpHeaders = host === undefined ? {} : { httpHeaders: [{ name: 'Host', value: host }] };
  return {
    httpGet: { path, port: k8s.IntOrString.fromNumber(port), scheme, ...httpHeaders },
    periodSeconds,
    timeoutSeconds: 3,
    failureThreshold,
  };
}

function quantities({ cpu, memory }: { cpu: string; memory: string }): Record<string, k8s.Quantity> {
  return { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) };
}

function volumes({ data, secret }: Workload): k8s.Volume[] {
  const empty = (name: string, most: string): k8s.Volume => {
    return { name, emptyDir: { sizeLimit: k8s.Quantity.fromString(most) } };
  };
  return [
    // Of it Node's compile cache takes 10 MiB.
    empty('tmp', '64Mi'),
    ...(data ? [empty('data', data.most)] : []),
    ...(secret ? [{ name: 'secret', ...secretSource(secret.names) }] : []),
  ];
}

/** Readable for the group that owns the volume. */
function secretSource(names: readonly string[]): Omit<k8s.Volume, 'name'> {
  const [first, ...more] = names;
  const defaultMode = 0o440;
  return more.length === 0
    ? { secret: { secretName: first ?? '', defaultMode } }
    : { projected: { defaultMode, sources: names.map((name) => ({ secret: { name } })) } };
}
