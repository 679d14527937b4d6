import { join } from 'node:path';
import type { Credentials } from '../../../forge/repository/credentials.ts';
import { RepositoryMirror } from '../../../forge/repository/mirror.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';

/** What a fleet's repository knows us by. Asked before every operation, so that a rotated token is picked up. */
export type FleetCredentialSource = (fleet: FleetObject) => Promise<Credentials | undefined>;

export interface FleetMirrorsOptions {
  /** Where they are kept; no two processes may share it. */
  readonly dataDir: string;
  readonly credentials?: FleetCredentialSource | undefined;
}

interface OpenMirror {
  /** Changes when the fleet names another repository or branch. */
  readonly key: string;
  readonly mirror: RepositoryMirror;
}

/** The mirrors of the branches that fleets follow, into which pull requests are fetched. Opened when they are first needed. */
export class FleetMirrors {
  readonly #options: FleetMirrorsOptions;
  readonly #open = new Map<string, OpenMirror>();

  constructor(options: FleetMirrorsOptions) {
    this.#options = options;
  }

  async of(fleet: FleetObject): Promise<RepositoryMirror> {
    const { metadata, spec } = fleet;
    const { url, branch, secretRef } = spec.source;
    const key = JSON.stringify([url, branch, secretRef?.name]);
    const known = this.#open.get(metadata.name);
    if (known?.key === key) return known.mirror;
    const { dataDir, credentials } = this.#options;
    const mirror = new RepositoryMirror({
      url,
      branch,
      directory: join(dataDir, 'pulls', metadata.name),
      ...(credentials && { credentials: () => credentials(fleet) }),
    });
    this.#open.set(metadata.name, { key, mirror });
    await known?.mirror.close();
    return mirror;
  }

  /** Closes those of fleets that are gone. */
  async keepOnly(fleets: Iterable<FleetObject>): Promise<void> {
    const names = new Set([...fleets].map(({ metadata }) => metadata.name));
    const gone = [...this.#open].filter(([name]) => !names.has(name));
    for (const [name] of gone) this.#open.delete(name);
    await Promise.all(gone.map(([, { mirror }]) => mirror.close()));
  }

  async close(): Promise<void> {
    await this.keepOnly([]);
  }
}
