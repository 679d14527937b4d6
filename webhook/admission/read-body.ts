import type { IncomingMessage } from 'node:http';

/**
 * The longest body, in bytes: an object and the one that it replaces, at most 3 MB each as the API server takes them, and what goes around them.
 * As controller-runtime reckons it (pkg/webhook/admission/http.go).
 */
export const mostBodyBytes = 7 * 1024 * 1024;
/** Bodies that are being read at once, in bytes: more would be nobody's writes of Stores. */
const mostBytesAtOnce = 64 * 1024 * 1024;

/** A body, or as much of it as was read. */
export interface ReadBody {
  readonly text: string;
  readonly state: 'complete' | 'too large' | 'busy';
}

/** Reads bodies within bounds: of each, and of all that are under way. */
export class BodyReader {
  #underWay = 0;

  /** @throws Error when the connection ends before the body does */
  async read(request: IncomingMessage): Promise<ReadBody> {
    const chunks: Buffer[] = [];
    let size = 0;
    let state: ReadBody['state'] = 'complete';
    try {
      // Else leaving the loop would end the connection, and with it the answer.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        size += chunk.length;
        this.#underWay += chunk.length;
        if (size > mostBodyBytes) state = 'too large';
        else if (this.#underWay > mostBytesAtOnce) state = 'busy';
        if (state !== 'complete') break;
      }
      return { text: Buffer.concat(chunks, size).toString('utf8'), state };
    } finally {
      this.#underWay -= size;
    }
  }
}
