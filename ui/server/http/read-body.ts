import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { ProblemError } from './problem-error.ts';

/** Longest body, in bytes: a store file has at most 64 KiB, which JSON may write with twice as many. */
export const longestBody = 160 * 1024;

function tooLong(): ProblemError {
  return new ProblemError(413, `The body is longer than ${longestBody} bytes, and no request here needs so many.`);
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The JSON that a request has as its body. Of what is too long no byte more is read than shows it.
 *
 * @throws ProblemError 413, 415, 400
 */
export async function readBody(context: Context): Promise<unknown> {
  // A form of another site can send text/plain, but not this, without asking first (CORS): one more fence.
  if (!context.is('application/json')) throw new ProblemError(415, 'The body has to be JSON, as application/json.');
  if (Number(context.get('Content-Length')) > longestBody) throw tooLong();
  const text = (await bytesOf(context.req)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError(400, 'The body is not JSON.', { cause: error });
  }
}
