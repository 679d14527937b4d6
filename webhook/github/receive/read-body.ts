import type { IncomingMessage } from 'node:http';
import { RefusedDelivery } from './refusal.ts';

/** What a delivery may have, in bytes: a push of 2,048 commits with a few files each, or a pull request with the longest body, has less. */
export const mostBodyBytes = 1024 * 1024;

/**
 * The raw bytes of a request, which is what was signed. A body that says it is larger is not read at all.
 *
 * @throws RefusedDelivery `tooLarge`, or `slow` when the connection breaks or ends before the body does
 */
export async function readBody(request: IncomingMessage, limit = mostBodyBytes): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new RefusedDelivery('tooLarge');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Else leaving the loop would end the connection, and with it the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw new RefusedDelivery('tooLarge');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof RefusedDelivery ? error : new RefusedDelivery('slow', error);
  }
  return Buffer.concat(chunks, size);
}
