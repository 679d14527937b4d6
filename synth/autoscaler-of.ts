import type { KubernetesObject } from './synthesis.ts';

/** Between how many pods an autoscaler moves. */
export interface ScaleBounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

type AutoscalerSpec = ScaleBounds & { readonly scaleTargetRef: { readonly kind: string; readonly name: string } };

/**
 * The bounds of the autoscaler that moves a workload; undefined when none does.
 *
 * @param objects all objects of the workload's store
 */
export function autoscalerOf(
  { kind, metadata }: KubernetesObject,
  objects: Iterable<KubernetesObject>,
): ScaleBounds | undefined {
  for (const object of objects) {
    if (object.kind !== 'HorizontalPodAutoscaler') continue;
    const spec = object['spec'] as AutoscalerSpec;
    if (spec.scaleTargetRef.kind === kind && spec.scaleTargetRef.name === metadata.name) return spec;
  }
  return undefined;
}
