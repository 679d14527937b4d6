import type { Context } from 'koa';
import type { PullRequest } from '../../../forge/pull-request.ts';
import type { ForgeRepository } from '../../../forge/forge.ts';
import { storeName } from '../../../synth/spec/scalars.ts';
import { changeSchema } from '../api/change-view.ts';
import { apiRoot, operation, type Operation } from '../http/operation.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { changeViewOf } from '../write/change-view-of.ts';
import { closeStore } from '../write/close-store.ts';
import { reopenStore } from '../write/reopen-store.ts';
import { placeOf, type StorePlace } from '../write/store-place.ts';
import type { WriteKind } from '../write/write-limits.ts';
import type { WriteHands, Writers } from '../write/writers.ts';

export interface StoreWriteParts {
  readonly picture: LivePicture;
  readonly writers: Writers;
  readonly repository: ForgeRepository;
}

interface StoreVerb {
  readonly action: string;
  readonly kind: WriteKind;
  readonly summary: string;
  readonly propose: (place: StorePlace, hands: WriteHands) => Promise<PullRequest>;
}

const verbs: readonly StoreVerb[] = [
  { action: 'close', kind: 'close', summary: 'Proposes to take its file away', propose: closeStore },
  { action: 'reopen', kind: 'create', summary: 'Proposes to bring its file back', propose: reopenStore },
];

/** Writes about one store: each opens a pull request in the person's own name. */
export function storeWriteOperations({ picture, writers, repository }: StoreWriteParts): Operation[] {
  const proposed = async (context: Context, name: string, { action, kind, propose }: StoreVerb) => {
    const change = await writers.write({ context, wish: action, kind, action, store: name }, async (hands) =>
      changeViewOf(await propose(placeOf(picture, name, repository), hands), undefined),
    );
    context.set('Location', `${apiRoot}/changes/${change.number}`);
    return change;
  };
  return verbs.map((verb) =>
    operation({
      id: `${verb.action}Store`,
      method: 'post',
      path: `/stores/{name}/${verb.action}`,
      summary: verb.summary,
      params: { name: storeName },
      needs: 'write',
      status: 202,
      answer: changeSchema,
      refusals: {
        404: 'There is no store by that name.',
        409: 'It is not in a state for that; the detail says why.',
        422: 'What would be proposed is not valid, or the Idempotency-Key was used for something else.',
      },
      handle: ({ context, params: { name = '' } }) => proposed(context, name, verb),
    }),
  );
}
