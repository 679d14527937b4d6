import { GarbledAnswer, OversizedAnswer, parseJson } from './garbled-answer.ts';

/** A line longer than this is no Kubernetes object: etcd takes no more than 1.5 MiB by default. */
const longestLine = 16 * 1024 * 1024;

const newline = 0x0a;

/**
 * Cuts a stream of bytes into lines and parses each as JSON, as a watch sends them.
 *
 * @throws GarbledAnswer for a line that is not JSON or that the end of the stream cuts off; OversizedAnswer for one that is longer than `maxBytes`
 */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = longestLine,
): AsyncGenerator<unknown, void> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
      const line = bytes.subarray(from, at);
      from = at + 1;
      const whole = pendingBytes === 0 ? line : Buffer.concat([...pending, line]);
      pending = [];
      pendingBytes = 0;
      if (whole.length > 0) yield parseJson(whole.toString('utf8'), 'a line');
    }
    if (from < bytes.length) {
      pending.push(bytes.subarray(from));
      pendingBytes += bytes.length - from;
    }
    if (pendingBytes > maxBytes) throw new OversizedAnswer(`a line of more than ${maxBytes} bytes`);
  }
  if (pendingBytes > 0) throw new GarbledAnswer('the answer ends in the middle of a line');
}
