/** How much of a log one answer holds. */
export interface LogBounds {
  readonly lines: number;
  readonly bytes: number;
}

const newline = 0x0a;
const note = (text: string): Uint8Array => Buffer.from(`urumi: ${text}\n`);

/** How much of a chunk still fits: whole lines, as long as there is a line end to stop at. */
function fitting(chunk: Uint8Array, left: LogBounds): { readonly end: number; readonly lines: number } {
  let lines = 0;
  let end = 0;
  for (let at = chunk.indexOf(newline); at >= 0 && at < left.bytes; at = chunk.indexOf(newline, end)) {
    lines += 1;
    end = at + 1;
    if (lines === left.lines) return { end, lines };
  }
  return chunk.length <= left.bytes ? { end: chunk.length, lines } : { end, lines };
}

/**
 * Passes a log through until it is enough for one answer, and then ends it with a line that says so. A log that breaks off ends with a line too: its
 * reader has the status already, and hears it no other way.
 *
 * @param why a breaking off in words, without secrets; undefined: it was asked to end
 */
export async function* boundedLog(
  log: AsyncIterable<Uint8Array>,
  { lines, bytes }: LogBounds,
  why: (error: unknown) => string | undefined,
): AsyncGenerator<Uint8Array, void> {
  let left: LogBounds = { lines, bytes };
  try {
    for await (const chunk of log) {
      const fits = fitting(chunk, left);
      yield chunk.subarray(0, fits.end);
      left = { lines: left.lines - fits.lines, bytes: left.bytes - fits.end };
      if (fits.end < chunk.length || left.lines === 0) {
        yield note(`this is enough for one answer (${lines} lines or ${bytes} bytes); since=<time> goes on from there`);
        return;
      }
    }
  } catch (error) {
    const text = why(error);
    if (text !== undefined) yield note(text);
  }
}
