import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { maxFileBytes } from '../synth/spec/decode-text.ts';
import { parseStoreFile, type ParsedStoreFile } from '../synth/spec/parse-store-file.ts';
import type { Problem } from '../synth/spec/problem.ts';
import type { FileAt } from './changed-stores.ts';

/** A blob's bytes, or its size when it is larger than what was asked for. */
export type Blob = Uint8Array | { readonly tooLarge: number };

/** Reads blobs of the stores repo by their ids; those of more than `maxBytes` are answered by their size. */
export type ReadBlobs = (ids: Iterable<string>, limits: { maxBytes: number }) => Promise<ReadonlyMap<string, Blob>>;

/** What a store file is worth, judged alone. */
export type ParsedFile = ParsedStoreFile | { readonly problems: readonly Problem[] };

/** Files read at once. */
const batchSize = 200;
/** Files handed out before others get a turn: the caller parses them, and the worst of 64 KiB takes 0.4 s. */
const filesPerTurn = 8;

/** Reads files, a batch at a time; the signal's reason is thrown between them. */
export async function* readFiles(
  files: readonly FileAt[],
  read: ReadBlobs,
  signal?: AbortSignal,
): AsyncGenerator<readonly [file: FileAt, content: Blob | undefined]> {
  for (let start = 0; start < files.length; start += batchSize) {
    signal?.throwIfAborted();
    const batch = files.slice(start, start + batchSize);
    const blobs = await read(new Set(batch.map(({ blob }) => blob)), { maxBytes: maxFileBytes });
    for (const [at, file] of batch.entries()) {
      yield [file, blobs.get(file.blob)];
      if (at % filesPerTurn !== filesPerTurn - 1) continue;
      await yieldToEvents();
      signal?.throwIfAborted();
    }
  }
}

/** A store file as it was read: parsed, or what is wrong with it. */
export function parseFile(path: string, content: Blob | undefined): ParsedFile {
  if (content instanceof Uint8Array) return parseStoreFile(content, path);
  const message = `the file has ${content?.tooLarge ?? 'an unknown number of'} bytes; a store file has at most ${maxFileBytes}`;
  return { problems: [{ file: path, line: 1, column: 1, code: 'too-large', path: '', message }] };
}
