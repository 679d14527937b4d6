import { z } from 'zod';
import { changeSchema, mergeWishSchema } from '../api/change-view.ts';
import { mergeViewSchema } from '../api/merge-view.ts';
import { operation, type Operation } from '../http/operation.ts';
import { mergeChange, readChange } from '../write/merge-change.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { readMerge } from '../write/merge-question.ts';
import type { Writers } from '../write/writers.ts';

const params = { number: z.string().regex(/^[1-9][0-9]{0,8}$/, 'must be the number of a pull request') };

/** What was proposed, on its way into the cluster. */
export function changeOperations(writers: Writers, picture: LivePicture): Operation[] {
  return [
    operation({
      id: 'readChange',
      method: 'get',
      path: '/changes/{number}',
      summary: 'A pull request, and what its plan says',
      params,
      needs: 'session',
      answer: changeSchema,
      refusals: { 404: 'There is no pull request of that number.' },
      handle: ({ context, params: { number } }) => writers.read(context, (hands) => readChange(Number(number), hands)),
    }),
    operation({
      id: 'readMerge',
      method: 'get',
      path: '/changes/{number}/merge',
      summary: 'What stands between it and its merge by whoever asks, and which stores that would close',
      params,
      needs: 'session',
      answer: mergeViewSchema,
      refusals: { 404: 'There is no pull request of that number.' },
      handle: ({ context, params: { number } }) =>
        writers.read(context, (hands) => readMerge(Number(number), picture, hands)),
    }),
    operation({
      id: 'mergeChange',
      method: 'post',
      path: '/changes/{number}/merge',
      summary: 'Merges it, as far as the forge lets the person',
      params,
      needs: 'write',
      body: mergeWishSchema,
      answer: changeSchema,
      refusals: { 404: 'There is no pull request of that number.', 409: "The forge's rules do not allow it yet." },
      handle: ({ context, params, body }) => {
        const number = Number(params['number']);
        const arrived = { context, wish: body, kind: 'write', action: 'merge', pullRequest: number } as const;
        return writers.write(arrived, (hands) => mergeChange({ number, ...body }, hands));
      },
    }),
  ];
}
