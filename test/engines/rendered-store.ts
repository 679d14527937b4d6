import { podTemplateOf } from '../../synth/pod-template.ts';
import type { KubernetesObject, Synthesis } from '../../synth/synthesis.ts';

interface Container {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom: readonly { readonly configMapRef?: { readonly name: string } }[];
}

/** The object of a store whose kind and name begin so: `Job/setup`. */
function objectOf({ stages }: Synthesis, prefix: string): KubernetesObject {
  const objects = stages.flatMap((stage) => stage.objects.map(({ object }) => object));
  const found = objects.find(({ kind, metadata }) => `${kind}/${metadata.name}`.startsWith(prefix));
  if (found === undefined) throw new Error(`the store has no ${prefix}`);
  return found;
}

/** What a config map of a store holds. */
export function configOf(synthesis: Synthesis, name: string): Record<string, string> {
  return objectOf(synthesis, `ConfigMap/${name}`)['data'] as Record<string, string>;
}

/** The first container of a workload. */
export function containerOf(synthesis: Synthesis, prefix: string): Container {
  const container = podTemplateOf(objectOf(synthesis, prefix))?.spec.containers[0];
  return { command: [], args: [], env: [], envFrom: [], ...(container as Partial<Container> | undefined) };
}

/** The environment that Kubernetes gives to the first container of a workload, but for what comes from Secrets. */
export function containerEnvironment(synthesis: Synthesis, prefix: string): Record<string, string> {
  const { env, envFrom } = containerOf(synthesis, prefix);
  const maps = envFrom.flatMap(({ configMapRef }) =>
    configMapRef === undefined ? [] : Object.entries(configOf(synthesis, configMapRef.name)),
  );
  const values = env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, expanded(value)] as const]));
  return Object.fromEntries([...maps, ...values]);
}

/** `$$` is how a `$` is written that Kubernetes is not to expand. */
function expanded(value: string): string {
  return value.replaceAll('$$', '$');
}
