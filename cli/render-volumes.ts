import { quantityBytes } from '../synth/spec/scalars.ts';
import type { StoreStatus } from '../synth/spec/store.ts';

type Volumes = StoreStatus['volumes'];

/** A store's volumes in one cell: `db-data 5Gi, uploads 10Gi`. */
export function renderVolumes(volumes: Volumes): string {
  return volumes.map(({ claim, size }) => (size === undefined ? claim : `${claim} ${size}`)).join(', ');
}

/** How much data that is, in one sentence. */
export function totalSize(volumes: Volumes): string {
  const known = volumes.flatMap(({ size }) => (size === undefined ? [] : [quantityBytes(size) ?? 0]));
  const gibibytes = known.reduce((sum, bytes) => sum + bytes, 0) / 2 ** 30;
  const unknown = volumes.length - known.length;
  const rest = unknown === 0 ? '' : `, and ${unknown} whose size is not known`;
  const count = `${known.length} volume${known.length === 1 ? '' : 's'}`;
  return `In all ${Number(gibibytes.toFixed(1))}Gi on ${count}${rest}.`;
}
