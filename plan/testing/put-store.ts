import { applyObject } from '../../cluster/apply.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { apiVersion, labels, systemNamespace } from '../../synth/spec/names.ts';
import type { FleetSpec } from '../../synth/spec/fleet.ts';
import { parseStoreFile } from '../../synth/spec/parse-store-file.ts';
import { renderProblem } from '../../synth/spec/problem.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import { synthesise } from '../../synth/synthesise.ts';
import { storeManifest } from '../store-manifest.ts';

/** A store to be there without a controller. */
export interface StoreToPut {
  readonly path: string;
  /** The text of its file. */
  readonly text: string;
  readonly fleet: { readonly name: string; readonly spec: FleetSpec };
  /** Only the Store object, as of a store that nobody looks at. @default false */
  readonly objectsLeftOut?: boolean;
  /** In its status: claim → size. */
  readonly volumes?: Readonly<Record<string, string>>;
}

/** Puts a Store into a cluster as a controller leaves one that is Ready: its objects, but for Secrets, and an inventory of them. */
export async function putStore(api: ApiConnection, store: StoreToPut): Promise<void> {
  const { path, text, fleet, volumes = {} } = store;
  const file = parseStoreFile(Buffer.from(text), path);
  if ('problems' in file) throw new Error(file.problems.map(renderProblem).join('\n'));
  const { name } = file.claim;
  const revision = 'b'.repeat(40);
  const manifest = storeManifest(
    { name: fleet.name, namespace: systemNamespace },
    { name, path, blob: 'c'.repeat(40), revision, file },
  );
  await applyObject(api, manifest);
  const inventory: InventoryEntry[] = [];
  const { stages } = synthesise({ name, spec: file.store.spec }, fleet.spec);
  for (const { object, digest } of store.objectsLeftOut ? [] : stages.flatMap(({ objects }) => objects)) {
    const { id, uid, version } = await applyObject(api, object);
    inventory.push({ id, uid, digest, version });
  }
  const status = {
    phase: 'Ready',
    inventory,
    volumes: Object.entries(volumes).map(([claim, size]) => ({ claim, uid: `uid-${claim}`, size })),
  };
  const metadata = { name, namespace: systemNamespace, labels: { [labels.fleet]: fleet.name } };
  await applyObject(api, { apiVersion, kind: 'Store', metadata, status }, { subresource: 'status', manager: 'test' });
}
