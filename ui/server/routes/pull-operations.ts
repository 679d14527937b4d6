import { z } from 'zod';
import { pullDetailSchema, pullListSchema } from '../api/pull-view.ts';
import type { ForgeLink } from '../git/forge-link.ts';
import type { PullReads } from '../git/pull-reads.ts';
import { operation, type Operation } from '../http/operation.ts';
import { ProblemError } from '../http/problem-error.ts';

const number = z.string().regex(/^[1-9]\d{0,8}$/);

export interface PullParts {
  readonly link: ForgeLink;
  readonly reads: PullReads;
}

/** Reads of pull requests. */
export function pullOperations({ link, reads }: PullParts): Operation[] {
  return [
    operation({
      id: 'listPulls',
      method: 'get',
      path: '/pulls',
      summary:
        'Pull requests on the stores repo: those that are open with what their plans come to, and the last that are done',
      answer: pullListSchema,
      refusals: { 502: 'The forge does not answer, and never has.' },
      handle: async () => {
        if (!link.state().configured) return { forge: link.state(), open: [], done: [] };
        const found = await reads.list();
        return { forge: link.state(), ...found };
      },
    }),
    operation({
      id: 'readPull',
      method: 'get',
      path: '/pulls/{number}',
      summary: 'One pull request: its plan, and the files that it changes',
      params: { number },
      answer: pullDetailSchema,
      refusals: {
        404: 'There is no such pull request.',
        502: 'The forge does not answer, and was not asked this before.',
      },
      handle: async ({ params: { number = '' } }) => {
        if (!link.state().configured)
          throw new ProblemError(404, `No pull request is known here: ${link.state().says}.`);
        const found = await reads.detail(Number(number));
        return { forge: link.state(), ...found };
      },
    }),
  ];
}
