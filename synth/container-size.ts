import { Size } from 'cdk8s';
import { type ContainerResources, Cpu } from 'cdk8s-plus-28';

/** CPU in millicores, memory in MiB: what a container is promised, and the most it may take. */
export interface ContainerSize {
  readonly cpu: { readonly request: number; readonly limit: number };
  readonly memory: { readonly request: number; readonly limit: number };
}

/** A size as `ContainerProps.resources` wants it. */
export function resourcesOf({ cpu, memory }: ContainerSize): ContainerResources {
  return {
    cpu: { request: Cpu.millis(cpu.request), limit: Cpu.millis(cpu.limit) },
    memory: { request: Size.mebibytes(memory.request), limit: Size.mebibytes(memory.limit) },
  };
}
