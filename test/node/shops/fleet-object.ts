import type { KubeObject } from '../../../cluster/object.ts';
import { apiVersion, systemNamespace } from '../../../synth/spec/names.ts';
import { shopRegistry } from '../images/shop-images.ts';

/** Under which name shops of every fleet are found: `<shop>.shops.test`. */
export const domain = 'shops.test';

/** Folders of the stores repo that a fleet may follow. Each has a file that is no store: a fleet closes nothing when its folder is gone. */
export const fleetFolders = ['others', 'pairs', 'stores', 'trials'] as const;
export type FleetFolder = (typeof fleetFolders)[number];

/** What a scene may say of a fleet's environment. */
export interface FleetChoices {
  readonly images?: Readonly<Record<string, string>>;
  readonly storageClassName?: string;
  readonly replicas?: number;
}

/**
 * A fleet that follows the folder of its name in the stores repo: what a scene spoils there is no matter for the shops of another.
 *
 * @param url of the stores repo
 */
export function fleetObject(name: FleetFolder, url: string, { images, ...environment }: FleetChoices): KubeObject {
  return {
    apiVersion,
    kind: 'Fleet',
    metadata: { name, namespace: systemNamespace },
    spec: {
      source: { url, interval: '30s', path: name },
      // What differs from production: where images come from, and that no certificate is anybody's.
      environment: {
        domain,
        tls: { mode: 'selfSigned' },
        images: { ...shopRegistry, ...images },
        ...environment,
      },
    },
  };
}
