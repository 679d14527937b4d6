import assert from 'node:assert/strict';
import { connect, type Connection } from '../../cluster/connect.ts';
import { isApiError } from '../../cluster/errors.ts';
import { until } from '../process/until.ts';

/** Any object of the API, loosely: tests look at a field or two. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects, and fails when it is not there
export type LooseObject = any;

export interface ClusterClient extends AsyncDisposable {
  readonly connection: Connection;
  create(path: string, object: object): Promise<LooseObject>;
  patch(path: string, patch: object): Promise<LooseObject>;
  get(path: string): Promise<LooseObject>;
  list(path: string): Promise<LooseObject[]>;
  delete(path: string): Promise<void>;
  /** Resolves to the object as soon as the condition holds for it. */
  untilObject(path: string, holds: (object: LooseObject) => boolean, timeoutMs?: number): Promise<LooseObject>;
  untilGone(path: string, timeoutMs?: number): Promise<void>;
}

/** A client for tests, with the credentials of a kubeconfig file. */
export async function clusterClient(kubeconfig: string): Promise<ClusterClient> {
  const connection = await connect({ kubeconfig, userAgent: 'urumi-test' });
  const get = (path: string) => connection.request<LooseObject>({ method: 'GET', path });
  const find = async (path: string) => {
    try {
      return await get(path);
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  };
  return {
    connection,
    get,
    create: (path, body) => connection.request({ method: 'POST', path, body }),
    patch: (path, body) =>
      connection.request({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' }),
    list: async (path) => (await get(path)).items,
    delete: async (path) => void (await connection.request({ method: 'DELETE', path })),
    async untilObject(path, holds, timeoutMs = 20_000) {
      let last: LooseObject;
      const found = await until(async () => ((last = await find(path)) && holds(last) ? last : undefined), {
        timeoutMs,
      });
      assert.ok(found, `${path} did not get there; last seen: ${JSON.stringify(last?.status ?? last)}`);
      return found;
    },
    async untilGone(path, timeoutMs = 20_000) {
      const gone = await until(async () => ((await find(path)) === undefined ? true : undefined), { timeoutMs });
      assert.ok(gone, `${path} is still there`);
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
