import type { Context } from 'koa';
import type { ForgeRepository } from '../../../forge/forge.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import { storeName } from '../../../synth/spec/scalars.ts';
import { changeSchema } from '../api/change-view.ts';
import { changedStoreSchema, newStoreSchema, rollbackSchema, suspensionSchema } from '../api/store-wish.ts';
import { apiRoot, operation, type Operation } from '../http/operation.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { changeViewOf } from '../write/change-view-of.ts';
import { closeStore } from '../write/close-store.ts';
import { onlyFleet } from '../write/only-fleet.ts';
import { reopenStore } from '../write/reopen-store.ts';
import { placeOf, type StorePlace } from '../write/store-place.ts';
import { changeStore, openStore, rollBackStore, suspendStore } from '../write/store-wishes.ts';
import type { ArrivedWrite, WriteHands, Writers } from '../write/writers.ts';

export interface StoreWriteParts {
  readonly picture: LivePicture;
  readonly writers: Writers;
  readonly repository: ForgeRepository;
  /** ms since the epoch. */
  readonly now: () => number;
}

const refusals = {
  404: 'There is no store, or no fleet, by that name.',
  409: 'It is not in a state for that; the detail says why.',
  422: 'What would be proposed is not valid, or the Idempotency-Key was used for something else.',
};
const shared = { needs: 'write', status: 202, answer: changeSchema, refusals } as const;
const ofOne = { ...shared, params: { name: storeName } } as const;

/** Writes of stores: each opens a pull request in the person's own name. */
export function storeWriteOperations(parts: StoreWriteParts): Operation[] {
  const { picture, writers, repository } = parts;
  const proposed = async (arrived: ArrivedWrite, work: (hands: WriteHands) => Promise<PullRequest>) => {
    const change = await writers.write(arrived, async (hands) => changeViewOf(await work(hands), undefined));
    arrived.context.set('Location', `${apiRoot}/changes/${change.number}`);
    return change;
  };
  /** A write about a store that is there. */
  const about = (
    { context, store, ...rest }: Omit<ArrivedWrite, 'store'> & { readonly context: Context; readonly store: string },
    work: (place: StorePlace, hands: WriteHands) => Promise<PullRequest>,
  ) => proposed({ context, store, ...rest }, (hands) => work(placeOf(picture, store, repository), hands));
  return [
    operation({
      ...shared,
      id: 'openStore',
      method: 'post',
      path: '/stores',
      summary: 'Proposes a new store',
      body: newStoreSchema,
      handle: ({ context, body }) =>
        proposed({ context, wish: body, kind: 'create', action: 'open', store: body.name }, (hands) =>
          openStore({ ...body, fleet: onlyFleet(picture, body.fleet) }, parts, hands),
        ),
    }),
    operation({
      ...ofOne,
      id: 'changeStore',
      method: 'put',
      path: '/stores/{name}',
      summary: 'Proposes another text for its file',
      body: changedStoreSchema,
      handle: ({ context, params: { name: store = '' }, body }) =>
        about({ context, wish: body, kind: 'write', action: 'change', store }, (place, hands) =>
          changeStore({ place, ...body }, parts, hands),
        ),
    }),
    operation({
      ...ofOne,
      id: 'suspendStore',
      method: 'post',
      path: '/stores/{name}/suspend',
      summary: 'Proposes to stop its shop, or to start it again',
      body: suspensionSchema,
      handle: ({ context, params: { name: store = '' }, body }) =>
        about({ context, wish: body, kind: 'write', action: 'suspend', store }, (place, hands) =>
          suspendStore({ place, ...body }, parts, hands),
        ),
    }),
    operation({
      ...ofOne,
      id: 'rollBackStore',
      method: 'post',
      path: '/stores/{name}/rollback',
      summary: 'Proposes its file as it was in a revision',
      body: rollbackSchema,
      handle: ({ context, params: { name: store = '' }, body }) =>
        about({ context, wish: body, kind: 'write', action: 'rollback', store }, (place, hands) =>
          rollBackStore({ place, ...body }, parts, hands),
        ),
    }),
    operation({
      ...ofOne,
      id: 'closeStore',
      method: 'post',
      path: '/stores/{name}/close',
      summary: 'Proposes to take its file away',
      handle: ({ context, params: { name: store = '' } }) =>
        about({ context, wish: 'close', kind: 'close', action: 'close', store }, closeStore),
    }),
    operation({
      ...ofOne,
      id: 'reopenStore',
      method: 'post',
      path: '/stores/{name}/reopen',
      summary: 'Proposes to bring its file back',
      handle: ({ context, params: { name: store = '' } }) =>
        about({ context, wish: 'reopen', kind: 'write', action: 'reopen', store }, reopenStore),
    }),
  ];
}
