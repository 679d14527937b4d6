import { k8s } from 'cdk8s-plus-28';
import type { StoreChart } from '../store-chart.ts';
import { type Footprint, solverSize } from './footprint.ts';

/**
 * Bounds for single containers, and defaults for those that state nothing (with a quota the API server refuses them otherwise).
 * The minimum stays below what cert-manager's solver asks for, or no certificate would ever be issued.
 */
export function addLimitRange(chart: StoreChart, { largest }: Footprint): void {
  chart.add('guards', k8s.KubeLimitRange, {
    metadata: chart.metadata('bounds', 'isolation'),
    spec: {
      limits: [
        {
          type: 'Container',
          default: amounts(solverSize.limitCpu, solverSize.limitMemory),
          defaultRequest: amounts(solverSize.requestCpu, solverSize.requestMemory),
          max: amounts(largest.cpu, largest.memory),
          min: amounts(solverSize.requestCpu, 32),
        },
      ],
    },
  });
}

function amounts(millicores: number, mebibytes: number): Record<string, k8s.Quantity> {
  return { cpu: k8s.Quantity.fromString(`${millicores}m`), memory: k8s.Quantity.fromString(`${mebibytes}Mi`) };
}
