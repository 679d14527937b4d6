import { applyObject } from '../../cluster/apply.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { fleetSpecSchema } from '../../synth/spec/fleet.ts';
import { annotations, apiVersion, labels, systemNamespace } from '../../synth/spec/names.ts';
import { storeSpecSchema } from '../../synth/spec/store.ts';
import { synthesise } from '../../synth/synthesise.ts';
import type { PaintedStore } from './painted-stores.ts';

const manager = 'urumi-paint';
const namespace = systemNamespace;

/** Writes the status of a Store or Fleet. */
export async function paintStatus(
  api: ApiConnection,
  plural: 'stores' | 'fleets',
  name: string,
  status: Record<string, unknown>,
): Promise<void> {
  await api.request({
    method: 'PATCH',
    path: `/apis/${apiVersion}/namespaces/${namespace}/${plural}/${name}/status`,
    contentType: 'application/merge-patch+json',
    body: { status },
  });
}

/** Makes a Store object with its status. */
export async function paintStore(
  api: ApiConnection,
  { name, spec, status, annotations: more }: PaintedStore,
): Promise<void> {
  const told = {
    [annotations.file]: `stores/${name}.yaml`,
    [annotations.revision]: String(status['revision']),
    ...more,
  };
  const metadata = { name, namespace, labels: { [labels.fleet]: 'shops' }, annotations: told };
  await applyObject(
    api,
    { apiVersion, kind: 'Store', metadata, spec: { engine: 'woocommerce', ...spec } },
    { manager },
  );
  await paintStatus(api, 'stores', name, status);
}

/** Makes many, sixteen at a time. */
export async function paintStores(api: ApiConnection, stores: readonly PaintedStore[]): Promise<void> {
  const next = stores.values();
  const work = async (): Promise<void> => {
    for (const store of next) await paintStore(api, store);
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

/**
 * Makes the fleet that they belong to.
 *
 * @param url of its repository
 */
export async function paintFleet(
  api: ApiConnection,
  status: Record<string, unknown>,
  url = 'http://127.0.0.1:3000/urumi/shops.git',
): Promise<void> {
  const spec = {
    source: { url },
    environment: { domain: 'shops.example' },
    versions: { woocommerce: '9.4.2' },
  };
  await applyObject(api, { apiVersion, kind: 'Fleet', metadata: { name: 'shops', namespace }, spec }, { manager });
  await paintStatus(api, 'fleets', 'shops', status);
}

/** Applies everything that a store consists of but its Secrets, as the controller would, and lets the cluster do its part. */
export async function paintObjects(api: ApiConnection, name: string): Promise<void> {
  const source = { url: 'http://127.0.0.1:3000/urumi/shops.git' };
  const fleet = fleetSpecSchema.parse({ source, environment: { domain: 'shops.example' } });
  const { stages } = synthesise({ name, spec: storeSpecSchema.parse({ engine: 'woocommerce' }) }, fleet);
  for (const { objects } of stages)
    for (const { object } of objects) await applyObject(api, object, { manager: 'urumi' });
}
