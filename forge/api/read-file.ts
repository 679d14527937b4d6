import { z } from 'zod';
import { largestFile, type RepositoryFile } from '../repository-file.ts';
import { answeredWith } from './answered-with.ts';
import type { Call } from './call.ts';
import { checkPath } from './check-change.ts';

const answer = z.object({
  type: z.string(),
  sha: z.string(),
  size: z.int().nonnegative(),
  encoding: z.string().nullish(),
  content: z.string().nullish(),
});

/** Both forges do it alike (https://docs.github.com/rest/repos/contents#get-repository-content). A folder or a link is no file. */
export async function readFile(call: Call, path: string, revision: string): Promise<RepositoryFile | undefined> {
  checkPath(call, path);
  let data: unknown;
  try {
    const parameters = { ...call.at, path, ref: revision, request: call.repeatable };
    ({ data } = await call.octokit.rest.repos.getContent(parameters));
  } catch (error) {
    if (answeredWith(error, 404)) return undefined;
    throw error;
  }
  if (Array.isArray(data)) return undefined;
  const file = answer.parse(data);
  if (file.type !== 'file') return undefined;
  if (file.size > largestFile || file.encoding !== 'base64')
    throw call.failure('TooLarge', `${path} has ${file.size} bytes, and at most ${largestFile} are read`);
  return { path, blob: file.sha, content: Buffer.from(file.content ?? '', 'base64') };
}
