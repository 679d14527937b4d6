import { type ContainerProps, EnvValue } from 'cdk8s-plus-28';
import { type ContainerSize, resourcesOf } from '../../container-size.ts';
import { imagePullPolicy } from '../../image-pull-policy.ts';
import { restrictedContainer } from '../../restricted-pod.ts';
import type { StoreContext } from '../engine.ts';
import type { ShopParts } from './shop-parts.ts';
import { phpFolder, shopImage } from './shop.ts';

interface ShopContainer extends Partial<Omit<ContainerProps, 'resources'>> {
  readonly name: string;
  readonly size: ContainerSize;
}

/**
 * A container that runs the shop's code: the store image with its environment, PHP settings, the uploads, and /tmp as the only other place to write to.
 *
 * @param own what this container has besides
 */
export function shopContainer(store: StoreContext, parts: ShopParts, { size, ...own }: ShopContainer): ContainerProps {
  return {
    image: shopImage(store),
    imagePullPolicy: imagePullPolicy(store.environment),
    resources: resourcesOf(size),
    securityContext: restrictedContainer,
    ...own,
    envFrom: parts.environment,
    envVariables: {
      WORDPRESS_DB_PASSWORD: parts.databasePassword,
      HOME: EnvValue.fromValue('/tmp'),
      // The leading colon keeps the image's own folder; both PHP of the official image and Debian's read it.
      PHP_INI_SCAN_DIR: EnvValue.fromValue(`:${phpFolder}`),
      ...own.envVariables,
    },
    volumeMounts: [...parts.mounts, ...(own.volumeMounts ?? [])],
  };
}
