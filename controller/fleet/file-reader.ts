import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { maxFileBytes } from '../../synth/spec/decode-text.ts';
import { parseStoreFile } from '../../synth/spec/parse-store-file.ts';
import type { ParsedFile } from './fleet-decision.ts';
import type { StoresRepository } from './stores-repository.ts';

/** Files read and parsed before others get a turn. */
const batchSize = 100;
/** Files that are remembered: those that stay invalid are asked for in every pass. */
const mostRemembered = 2000;

/** Reads and parses store files, and remembers those that it parsed last. The same path with the same blob is parsed once. */
export class FileReader {
  readonly #remembered = new Map<string, ParsedFile>();

  /**
   * @param files path → blob id
   * @returns by path, every file that was asked for
   * @throws RepositoryError when a blob cannot be read
   */
  async read(
    repository: StoresRepository,
    files: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, ParsedFile>> {
    const parsed = new Map<string, ParsedFile>();
    const unknown: [path: string, blob: string][] = [];
    for (const [path, blob] of files) {
      const known = this.#remembered.get(keyOf(path, blob));
      if (known === undefined) unknown.push([path, blob]);
      else parsed.set(path, known);
    }
    for (let start = 0; start < unknown.length; start += batchSize) {
      const batch = unknown.slice(start, start + batchSize);
      const blobs = await repository.readBlobs(new Set(batch.map(([, blob]) => blob)), { maxBytes: maxFileBytes });
      for (const [path, blob] of batch) {
        const file = parse(path, blobs.get(blob));
        this.#remember(keyOf(path, blob), file);
        parsed.set(path, file);
      }
      await yieldToEvents();
    }
    return parsed;
  }

  #remember(key: string, file: ParsedFile): void {
    this.#remembered.set(key, file);
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= mostRemembered) return;
      this.#remembered.delete(oldest);
    }
  }
}

function keyOf(path: string, blob: string): string {
  return `${blob} ${path}`;
}

function parse(path: string, content: Uint8Array | { tooLarge: number } | undefined): ParsedFile {
  if (content instanceof Uint8Array) return parseStoreFile(content, path);
  const message = `the file has ${content?.tooLarge ?? 'an unknown number of'} bytes; a store file has at most ${maxFileBytes}`;
  return { problems: [{ file: path, line: 1, column: 1, code: 'too-large', path: '', message }] };
}
