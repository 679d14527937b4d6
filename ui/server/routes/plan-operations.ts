import type { ForgeRepository } from '../../../forge/forge.ts';
import { annotations } from '../../../synth/spec/names.ts';
import { storeName } from '../../../synth/spec/scalars.ts';
import { fileQuerySchema, planAnswerSchema, planQuestionSchema, storeFileViewSchema } from '../api/store-wish.ts';
import { operation, type Operation } from '../http/operation.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { LivePicture } from '../live/live-picture.ts';
import type { Sessions } from '../session/sessions.ts';
import { onlyFleet } from '../write/only-fleet.ts';
import { planUnsaved } from '../write/plan-unsaved.ts';
import { baseOf, fleetOf, placeOf } from '../write/store-place.ts';
import { pathOfNew } from '../write/store-wishes.ts';
import type { Writers } from '../write/writers.ts';

export interface PlanParts {
  readonly picture: LivePicture;
  readonly sessions: Sessions;
  readonly writers: Writers;
  readonly repository: ForgeRepository;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Plans at once: each may take half a second of the processor, and everybody shares it. */
const mostAtOnce = 4;

/** What helps to make a change, and changes nothing. */
export function planOperations({ picture, sessions, writers, repository, now }: PlanParts): Operation[] {
  let running = 0;
  const plan = operation({
    id: 'planUnsaved',
    method: 'post',
    path: '/plan',
    summary: 'What a store file that nobody has saved would do',
    needs: 'session',
    body: planQuestionSchema,
    answer: planAnswerSchema,
    refusals: { 404: 'There is no such fleet.', 503: 'Others are planning just now.' },
    handle: async ({ context, body: { name, text, fleet } }) => {
      await sessions.required(context);
      if (running >= mostAtOnce) throw new ProblemError(503, 'Others are planning just now.', { retryAfter: 1 });
      running += 1;
      try {
        const store = picture.store(name);
        const at = fleetOf(picture, onlyFleet(picture, fleet), repository);
        const file = store?.metadata.annotations[annotations.file] ?? pathOfNew(at.spec.source.path, name);
        const report = await planUnsaved({ fleet: at, path: file, text }, picture.view(), now());
        return { file, exists: store !== undefined, report };
      } finally {
        running -= 1;
      }
    },
  });
  const read = operation({
    id: 'readStoreFile',
    method: 'get',
    path: '/stores/{name}/file',
    summary: 'Its file as it is on the branch now, or as it was in a revision',
    params: { name: storeName },
    query: fileQuerySchema,
    needs: 'session',
    answer: storeFileViewSchema,
    refusals: { 404: 'There is no store by that name.', 409: 'It has no file there.' },
    handle: ({ context, params: { name = '' }, query: { revision } }) =>
      writers.read(context, async (hands) => {
        const { fleet, path } = placeOf(picture, name, repository);
        const sha = revision ?? (await baseOf(fleet, hands.forge, hands.signal)).sha;
        const file = await hands.forge.readFile(path, sha, hands.signal);
        const where = revision === undefined ? fleet.spec.source.branch : revision.slice(0, 12);
        if (file === undefined)
          throw new ProblemError(409, `${path} is not in ${where}: ${name} is closed there, or about to.`);
        return { path, text: Buffer.from(file.content).toString('utf8'), blob: file.blob, revision: sha };
      }),
  });
  return [plan, read];
}
