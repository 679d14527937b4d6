import { z } from 'zod';
import type { ChangedFile } from '../changed-files.ts';

/** A changed file as GitHub and Gitea answer it. */
export const changedFileAnswer = z.object({
  filename: z.string().min(1).max(4_096),
  status: z.string(),
  previous_filename: z.string().max(4_096).nullish(),
});

/** What GitHub lists at most (https://docs.github.com/rest/pulls/pulls#list-pull-requests-files). */
export const mostChangedFiles = 3_000;

const changes: Readonly<Record<string, ChangedFile['change']>> = {
  added: 'added',
  copied: 'added',
  removed: 'removed',
  deleted: 'removed',
  renamed: 'renamed',
};

/** The changed file that an answer tells of. Whatever is not known better counts as modified: its mode or its type may have changed. */
export function toChangedFile(answer: z.infer<typeof changedFileAnswer>): ChangedFile {
  const change = changes[answer.status] ?? 'modified';
  const previousPath = change === 'renamed' ? (answer.previous_filename ?? undefined) : undefined;
  return { path: answer.filename, change, previousPath };
}
