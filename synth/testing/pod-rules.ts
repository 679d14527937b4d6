import { podTemplateOf, type ContainerJson, type PodTemplateJson } from '../pod-template.ts';
import type { KubernetesObject } from '../synthesis.ts';
import { restrictedViolations } from './restricted-violations.ts';

/** An object that makes pods. */
export interface Pod {
  readonly object: KubernetesObject;
  readonly template: PodTemplateJson;
}

/** What a checker such as kube-linter asks of a pod: what is wrong with it, if anything. */
export type Rule = (pod: Pod, objects: readonly KubernetesObject[]) => string | undefined;

/** The objects that make pods, each with the template. */
export function podsOf(objects: readonly KubernetesObject[]): Pod[] {
  return objects.flatMap((object) => {
    const template = podTemplateOf(object);
    return template === undefined ? [] : [{ object, template }];
  });
}

const runsOn = ({ kind }: KubernetesObject): boolean => kind === 'Deployment' || kind === 'StatefulSet';
const ends = (object: KubernetesObject): boolean => !runsOn(object);

function autoscalerOf(
  { metadata }: KubernetesObject,
  objects: readonly KubernetesObject[],
): KubernetesObject | undefined {
  return objects.find((object) => object.kind === 'HorizontalPodAutoscaler' && object.metadata.name === metadata.name);
}

function replicasOf({ object }: Pod, objects: readonly KubernetesObject[]): number {
  const { replicas } = object['spec'] as { replicas?: number };
  const scaler = autoscalerOf(object, objects)?.['spec'] as { maxReplicas: number } | undefined;
  return replicas ?? scaler?.maxReplicas ?? 1;
}

/** The first container that breaks a rule, by name. */
function first({ template }: Pod, breaks: (container: ContainerJson) => boolean): string | undefined {
  const { containers, initContainers = [] } = template.spec;
  return [...containers, ...initContainers].find(breaks)?.name;
}

/**
 * What every pod keeps to. Named as kube-linter names its checks, where it has one: https://docs.kubelinter.io/#/generated/checks
 */
export const podRules: Readonly<Record<string, Rule>> = {
  'run-as-non-root, read-only-root-fs, drop-all-capabilities, no token': ({ template }) =>
    restrictedViolations(template.spec)[0],
  'unset-cpu-requirements, unset-memory-requirements': (pod) =>
    first(pod, ({ resources: { requests, limits } = {} }) =>
      [requests?.cpu, requests?.memory, limits?.cpu, limits?.memory].includes(undefined),
    ),
  'no-liveness-probe, no-readiness-probe, and a startup probe': (pod) =>
    ends(pod.object)
      ? undefined
      : first(pod, ({ startupProbe, readinessProbe, livenessProbe }) =>
          [startupProbe, readinessProbe, livenessProbe].includes(undefined),
        ),
  'probes of jobs: none, they end by themselves': (pod) =>
    ends(pod.object)
      ? first(pod, ({ readinessProbe, livenessProbe }) => readinessProbe !== undefined || livenessProbe !== undefined)
      : undefined,
  'probe ports: those that the container names': (pod) =>
    first(pod, (container) => {
      const ports = (container['ports'] ?? []) as { containerPort: number }[];
      const asked = [container.startupProbe, container.readinessProbe, container.livenessProbe].map(
        (probe) => probe?.httpGet?.port ?? (probe as { tcpSocket?: { port: number } } | undefined)?.tcpSocket?.port,
      );
      return asked.some((port) => port !== undefined && !ports.some(({ containerPort }) => containerPort === port));
    }),
  'latest-tag: every image is pinned to a version, and upstream ones to their bytes': (pod) =>
    first(pod, ({ image }) => {
      const digest = image.startsWith('docker.io/') ? '@sha256:[0-9a-f]{64}' : '';
      return !new RegExp(`:\\d+\\.\\d+(\\.\\d+)?(-[\\w.]+)?${digest}$`).test(image);
    }),
  'env-var-secret, no password on a command line': (pod) =>
    first(pod, ({ env, command, args }) => {
      const values = (env as { name: string; value?: string }[] | undefined) ?? [];
      const stated = values.some(
        ({ name, value }) => /PASSWORD$|SECRET$|_KEY$/.test(name) && value !== undefined && value !== '',
      );
      return (
        stated || /PASSWORD\b|SECRET\b/.test(JSON.stringify([command, args]).replace(/\$\(cat [^)]+\)|MYSQL_PWD/g, ''))
      );
    }),
  'dangling-service, mismatching-selector: the own labels': ({ object, template }) => {
    const { selector } = object['spec'] as { selector?: { matchLabels?: Record<string, string> } };
    const wrong = Object.entries(selector?.matchLabels ?? {}).find(
      ([name, value]) => template.metadata.labels[name] !== value,
    );
    return wrong?.[0];
  },
  'pdb-max-unavailable: one that lets a pod go': ({ object, template }, objects) => {
    if (ends(object)) return undefined;
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
    const own = budgets.filter((budget) => {
      const { selector } = budget['spec'] as { selector: { matchLabels: Record<string, string> } };
      return Object.entries(selector.matchLabels).every(([name, value]) => template.metadata.labels[name] === value);
    });
    const { maxUnavailable } = (own[0]?.['spec'] ?? {}) as { maxUnavailable?: number };
    return own.length === 1 && maxUnavailable === 1
      ? undefined
      : `${own.length} budgets, maxUnavailable ${maxUnavailable}`;
  },
  'no-anti-affinity: several pods spread over nodes': (pod, objects) => {
    if (ends(pod.object) || replicasOf(pod, objects) <= 1) return undefined;
    const spread = pod.template.spec['topologySpreadConstraints'] as { topologyKey: string }[] | undefined;
    return spread?.some(({ topologyKey }) => topologyKey === 'kubernetes.io/hostname') === true
      ? undefined
      : 'no spread';
  },
  'minimum-three-replicas, in reverse: no workload states replicas beside an autoscaler': ({ object }, objects) =>
    autoscalerOf(object, objects) !== undefined && 'replicas' in (object['spec'] as object) ? 'both' : undefined,
  'no-rolling-update-strategy: a pod with a volume of its own is never beside its successor': ({
    object,
    template,
  }) => {
    const claims = (template.spec.volumes ?? []).some((volume) => 'persistentVolumeClaim' in volume);
    const { strategy } = object['spec'] as { strategy?: { type: string } };
    return object.kind === 'Deployment' && claims !== (strategy?.type === 'Recreate') ? strategy?.type : undefined;
  },
  'restart-policy and deadline of jobs': ({ object, template }) =>
    ends(object) && typeof template.spec['activeDeadlineSeconds'] !== 'number' ? 'no deadline' : undefined,
  'writable-host-mount, and no emptyDir without a bound': ({ template }) =>
    (template.spec.volumes ?? []).find(
      (volume) => 'emptyDir' in volume && (volume['emptyDir'] as { sizeLimit?: string }).sizeLimit === undefined,
    )?.name,
};
