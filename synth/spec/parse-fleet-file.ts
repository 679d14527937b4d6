import type { z } from 'zod';
import { checkFleetVersions } from './engine-rules.ts';
import { fleetFileSchema } from './fleet.ts';
import { parseManifest } from './parse-manifest.ts';
import type { Problem } from './problem.ts';

export type FleetFile = z.output<typeof fleetFileSchema>;

/** Reads a fleet file, as `parseStoreFile` reads a store file. A fleet's file may have any name. */
export function parseFleetFile(
  bytes: Uint8Array,
  file: string,
): { readonly fleet: FleetFile } | { readonly problems: readonly Problem[] } {
  const parsed = parseManifest(fleetFileSchema, bytes, file, checkFleetVersions);
  return 'problems' in parsed ? parsed : { fleet: parsed.manifest };
}
