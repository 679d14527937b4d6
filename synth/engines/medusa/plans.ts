import type { ContainerSize } from '../../container-size.ts';
import type { Plan } from '../../spec/store.ts';

interface Sized {
  readonly size: ContainerSize;
}

interface NodeProcess extends Sized {
  /** Heap of the process in MiB: without a cap Node grows past the container's limit (1,046 MiB under load, 491 with 640). */
  readonly heap: number;
}

/** Replicas between which an autoscaler moves. */
export interface Replicas {
  readonly min: number;
  readonly max: number;
}

export interface MedusaPlan {
  readonly server: NodeProcess;
  /** Absent: the server does the background work too. */
  readonly worker?: NodeProcess;
  readonly storefront: Sized;
  /** Of server and storefront; as many as the fleet says when absent. */
  readonly replicas?: Replicas;
  /** `shared_buffers`, as PostgreSQL writes sizes. */
  readonly database: Sized & { readonly buffers: string };
  /** `maxmemory`: well below the limit, since a rewrite of the append-only file copies pages. */
  readonly redis: Sized & { readonly memory: string };
  readonly storage: { readonly database: string };
}

/** [requested, limit] in millicores, then in MiB. */
function size(cpu: readonly [number, number], memory: readonly [number, number]): ContainerSize {
  return { cpu: { request: cpu[0], limit: cpu[1] }, memory: { request: memory[0], limit: memory[1] } };
}

/** Sizes of the Jobs, the same for every plan: a Job is named by the hash of its spec, so one that differed would run again whenever the plan changes. */
export const jobs = {
  setup: { size: size([100, 1000], [384, 640]), heap: 512 },
  validate: { size: size([25, 500], [64, 256]), heap: 128 },
  rotate: { size: size([25, 200], [32, 128]) },
} as const satisfies Record<string, Partial<NodeProcess>>;

/** Redis' queues and sessions: a fraction of this. */
export const redisStorage = '1Gi';

/** Sizes measured on a real Medusa: 385 to 455 MiB idle, 472 with a heap of 384 MiB under 1,500 product lists at 20 at a time; the storefront 126 to 215 MiB. */
export const plans: Readonly<Record<Plan, MedusaPlan>> = {
  small: {
    server: { size: size([100, 1000], [448, 768]), heap: 512 },
    storefront: { size: size([50, 500], [160, 384]) },
    database: { size: size([100, 500], [160, 384]), buffers: '64MB' },
    redis: { size: size([25, 200], [48, 128]), memory: '80mb' },
    storage: { database: '5Gi' },
  },
  medium: {
    server: { size: size([200, 1500], [512, 1024]), heap: 640 },
    worker: { size: size([100, 1000], [384, 768]), heap: 512 },
    storefront: { size: size([100, 1000], [192, 512]) },
    database: { size: size([200, 1000], [384, 768]), buffers: '128MB' },
    redis: { size: size([50, 300], [96, 256]), memory: '160mb' },
    storage: { database: '10Gi' },
  },
  large: {
    server: { size: size([500, 2000], [640, 1024]), heap: 640 },
    worker: { size: size([200, 1500], [512, 1024]), heap: 640 },
    storefront: { size: size([200, 1000], [256, 640]) },
    replicas: { min: 2, max: 4 },
    database: { size: size([500, 2000], [1024, 2048]), buffers: '512MB' },
    redis: { size: size([100, 500], [160, 384]), memory: '256mb' },
    storage: { database: '20Gi' },
  },
};
