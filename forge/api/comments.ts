import { z } from 'zod';
import type { Comment } from '../comment.ts';
import type { Call } from './call.ts';
import { checkMarker, commentAnswer, isMarked, markedText, saysTheSame, toComment } from './marked-comment.ts';

/** Where a comment is to be found. */
interface Place {
  readonly number: number;
  readonly marker: string;
  /** Ours. */
  readonly login: string;
  /** How many pages of 100 comments are looked through; Gitea answers all comments at once, whatever page it is asked for. */
  readonly pages: number;
}

const pageSize = 100;

/** Our own comment with a marker; the oldest, should there be two. GitHub and Gitea agree on all of this. */
export async function findComment(call: Call, place: Place): Promise<Comment | undefined> {
  checkMarker(call, place.marker);
  const found = await search(call, place);
  return found && toComment(found, place.marker);
}

/** Writes our one comment. */
export async function upsertComment(call: Call, place: Place, markdown: string): Promise<Comment> {
  const body = markedText(call, place.marker, markdown);
  const found = await search(call, place);
  if (found && saysTheSame(found, body)) return toComment(found, place.marker);
  const { issues } = call.octokit.rest;
  const { data } = found
    ? await issues.updateComment({ ...call.at, comment_id: found.id, body, request: call.repeatable })
    : await issues.createComment({ ...call.at, issue_number: place.number, body, request: call.once });
  return toComment(commentAnswer.parse(data), place.marker);
}

type Answer = z.infer<typeof commentAnswer>;

async function search(call: Call, { number, marker, login, pages }: Place): Promise<Answer | undefined> {
  for (let page = 1; page <= pages; page += 1) {
    const { data } = await call.octokit.rest.issues.listComments({
      ...call.at,
      issue_number: number,
      per_page: pageSize,
      page,
      request: call.repeatable,
    });
    const comments = z.array(commentAnswer).parse(data);
    const found = comments.find((comment) => isMarked(comment, marker, login));
    if (found || comments.length < pageSize) return found;
  }
  return undefined;
}
