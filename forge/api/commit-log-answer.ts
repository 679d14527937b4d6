import { z } from 'zod';
import type { LoggedCommit } from '../commit-log.ts';

const longestTitle = 500;

const person = z.object({ name: z.string().max(1_024), date: z.iso.datetime({ offset: true }) });

/** Commits as GitHub and Gitea answer them, as far as they are of interest. */
export const commitLogAnswer = z.array(
  z.object({
    sha: z.string(),
    html_url: z.string(),
    parents: z.array(z.object({ sha: z.string() })).nullish(),
    commit: z.object({ message: z.string(), author: person.nullish(), committer: person.nullish() }),
  }),
);

/** The commits that an answer tells of. */
export function toCommitLog(answer: z.infer<typeof commitLogAnswer>): LoggedCommit[] {
  return answer.map(({ sha, html_url: url, parents, commit: { message, author, committer } }) => {
    const [title = ''] = message.split('\n', 1);
    const time = committer?.date ?? author?.date ?? '1970-01-01T00:00:00Z';
    return {
      sha,
      title: title.slice(0, longestTitle),
      author: author?.name ?? '',
      at: new Date(time),
      parents: (parents ?? []).map(({ sha }) => sha),
      url,
    };
  });
}
