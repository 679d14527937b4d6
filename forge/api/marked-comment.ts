import { z } from 'zod';
import { longestComment, type Comment } from '../comment.ts';
import type { Call } from './call.ts';

/** A comment as GitHub and Gitea answer it. */
export const commentAnswer = z.object({
  id: z.int().positive(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  html_url: z.string(),
});

type Answer = z.infer<typeof commentAnswer>;

const markerForm = /^<!-- [a-z0-9][a-z0-9 :./_-]{0,99} -->$/;

/** @throws ForgeError `Invalid` */
export function checkMarker(call: Call, marker: string): void {
  if (markerForm.test(marker)) return;
  throw call.failure('Invalid', `the marker ${JSON.stringify(marker.slice(0, 120))} is not of the form <!-- name -->`);
}

/** @throws ForgeError `TooLarge` @returns the comment's text with its marker */
export function markedText(call: Call, marker: string, markdown: string): string {
  checkMarker(call, marker);
  const text = `${marker}\n${markdown}`;
  if (text.length <= longestComment) return text;
  throw call.failure('TooLarge', `the comment has ${text.length} characters, and may have ${longestComment}`);
}

/** Whether a comment is ours: others may quote the marker, or write it to have theirs overwritten. */
export function isMarked({ body, user }: Answer, marker: string, login: string): boolean {
  return user?.login.toLowerCase() === login.toLowerCase() && body?.startsWith(marker) === true;
}

/** Whether a forge already has this text; forges change line ends and the space at the end. */
export function saysTheSame({ body }: Answer, text: string): boolean {
  return plain(body ?? '') === plain(text);
}

export function toComment({ id, body, html_url: url }: Answer, marker: string): Comment {
  return { id, markdown: plain((body ?? '').slice(marker.length)), url };
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
