import { type ContainerProps, EnvValue } from 'cdk8s-plus-28';
import { type ContainerSize, resourcesOf } from '../../container-size.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import type { StoreContext } from '../engine.ts';
import { heapLimit, type ShopParts } from './shop-parts.ts';
import { serverFolder, serverImage } from './shop.ts';

interface ServerContainer extends Partial<Omit<ContainerProps, 'resources'>> {
  readonly name: string;
  readonly size: ContainerSize;
  /** MiB */
  readonly heap: number;
  /** What Medusa does besides answering requests: everything, nothing, or only that. */
  readonly mode: 'shared' | 'server' | 'worker';
}

/**
 * A container that runs the Medusa application: the store image with its environment, and /tmp as the only place to write to.
 *
 * @param own what this container has besides
 */
export function serverContainer(store: StoreContext, parts: ShopParts, given: ServerContainer): ContainerProps {
  const { size, heap, mode, ...own } = given;
  return {
    image: serverImage(store),
    imagePullPolicy: imagePullPolicy(store.environment),
    resources: resourcesOf(size),
    securityContext: restrictedContainer,
    workingDir: serverFolder,
    ...own,
    envFrom: parts.environment,
    envVariables: {
      ...parts.addresses,
      ...heapLimit(heap),
      MEDUSA_WORKER_MODE: EnvValue.fromValue(mode),
      DISABLE_MEDUSA_ADMIN: EnvValue.fromValue(String(mode === 'worker')),
      ...own.envVariables,
    },
    volumeMounts: [parts.tmp, ...(own.volumeMounts ?? [])],
  };
}
