import { isApiError } from '../../../cluster/errors.ts';
import { storeName } from '../../../synth/spec/scalars.ts';
import { storeDetailSchema, storeEventsSchema } from '../api/store-detail.ts';
import { storeListSchema, storeQuerySchema } from '../api/store-list.ts';
import { operation, type Operation } from '../http/operation.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { LivePicture } from '../live/live-picture.ts';
import type { StoreEvents } from '../live/store-events.ts';

function unknown(name: string): ProblemError {
  return new ProblemError(
    404,
    `There is no store named ${name}. It may have been purged, or its file is not merged yet.`,
  );
}

/** Reads of stores. */
export function storeOperations(picture: LivePicture, events: StoreEvents): Operation[] {
  const params = { name: storeName };
  return [
    operation({
      id: 'listStores',
      method: 'get',
      path: '/stores',
      summary: 'Stores, a page of them, filtered and sorted',
      query: storeQuerySchema,
      answer: storeListSchema,
      handle: ({ query }) => picture.index.query(query),
    }),
    operation({
      id: 'readStore',
      method: 'get',
      path: '/stores/{name}',
      summary: 'All of one store: stages, objects, pods, history',
      params,
      answer: storeDetailSchema,
      refusals: { 404: 'There is no store by that name.' },
      handle: ({ params: { name = '' } }) => {
        const detail = picture.detail(name);
        if (detail === undefined) throw unknown(name);
        return detail;
      },
    }),
    operation({
      id: 'listStoreEvents',
      method: 'get',
      path: '/stores/{name}/events',
      summary: 'Kubernetes Events about a store and its objects, newest first',
      params,
      answer: storeEventsSchema,
      refusals: { 404: 'There is no store by that name.', 502: 'The API server did not answer.' },
      handle: async ({ params: { name = '' } }) => {
        if (picture.index.get(name) === undefined) throw unknown(name);
        try {
          return await events.of(name);
        } catch (error) {
          if (!isApiError(error)) throw error;
          throw new ProblemError(
            502,
            `The Events of ${name} could not be read: the cluster's API server did not answer as it should. Try again in a moment.`,
            { cause: error },
          );
        }
      },
    }),
  ];
}
