import type { ContainerSize } from '../../container-size.ts';
import type { Storage } from '../engine.ts';
import type { Plan } from '../../spec/store.ts';

export interface WooCommercePlan {
  readonly web: ContainerSize;
  /** Apache processes: each serves one request at a time and takes up to 30 MiB of its own beside the shared opcache. */
  readonly workers: number;
  readonly database: ContainerSize;
  /** InnoDB buffer pool, as MariaDB writes sizes. */
  readonly bufferPool: string;
  readonly cron: ContainerSize;
  readonly storage: Required<Storage>;
}

function size(requestCpu: number, requestMemory: number, limitCpu: number, limitMemory: number): ContainerSize {
  return { cpu: { request: requestCpu, limit: limitCpu }, memory: { request: requestMemory, limit: limitMemory } };
}

/**
 * Sizes of the Jobs, the same for every plan: a Job is named by the hash of its spec, so one that differed would run again whenever the plan changes. Setup gets
 * a whole core: with half of one it takes 28 s instead of 18 s.
 */
export const jobSizes = {
  setup: size(50, 128, 1000, 512),
  validate: size(25, 128, 500, 384),
  rotate: size(25, 32, 200, 128),
} as const;

/** Sizes measured on a real WooCommerce: five busy workers peak at 149 MiB, MariaDB with 128 MiB of buffer pool at 143 MiB, setup at 280 MiB. */
export const plans: Readonly<Record<Plan, WooCommercePlan>> = {
  small: {
    web: size(100, 256, 1000, 512),
    workers: 5,
    database: size(100, 256, 500, 512),
    bufferPool: '128M',
    cron: size(25, 128, 500, 384),
    storage: { database: '5Gi', files: '10Gi' },
  },
  medium: {
    web: size(250, 512, 2000, 1024),
    workers: 10,
    database: size(250, 512, 1000, 1024),
    bufferPool: '384M',
    cron: size(25, 128, 500, 512),
    storage: { database: '10Gi', files: '20Gi' },
  },
  large: {
    web: size(500, 1024, 4000, 2048),
    workers: 20,
    database: size(500, 1536, 2000, 2560),
    bufferPool: '1G',
    cron: size(100, 256, 1000, 512),
    storage: { database: '20Gi', files: '50Gi' },
  },
};
