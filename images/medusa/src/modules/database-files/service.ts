import { PassThrough, Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FileTypes } from '@medusajs/framework/types';
import { AbstractFileProviderService, MedusaError } from '@medusajs/framework/utils';
import { Pool } from 'pg';
import { decodeContent } from '../../files/decode-content';
import { fileKey, signatureOf } from '../../files/file-key';
import { fileTable, maxFileBytes } from '../../files/file-table';

interface Options {
  readonly databaseUrl: string;
  /** Where the route /media can be reached from outside. */
  readonly baseUrl: string;
  readonly signingKey: string;
}

/** How long a link to a private file is good, s. */
const linkSeconds = 3600;

/**
 * Keeps uploaded files in the store's database: every server finds them whichever took them, they are in every backup, and no pod needs a volume. Product
 * images are small and browsers cache them for good; a shop with gigabytes of them should have object storage instead.
 */
export class DatabaseFiles extends AbstractFileProviderService {
  static override identifier = 'database';
  readonly #options: Options;
  readonly #pool: Pool;

  constructor(_: object, options: Options) {
    super();
    this.#options = options;
    this.#pool = new Pool({
      connectionString: options.databaseUrl,
      max: 2,
      idleTimeoutMillis: 10_000,
      connectionTimeoutMillis: 5_000,
    });
    // A connection that ends while it is idle is replaced when it is needed.
    this.#pool.on('error', () => {});
  }

  override async upload(file: FileTypes.ProviderUploadFileDTO): Promise<FileTypes.ProviderFileResultDTO> {
    return this.#keep(fileKey(file.filename), file, decodeContent(file.content, file.mimeType));
  }

  override async getUploadStream(file: FileTypes.ProviderUploadStreamDTO): Promise<{
    writeStream: Writable;
    promise: Promise<FileTypes.ProviderFileResultDTO>;
    url: string;
    fileKey: string;
  }> {
    const key = fileKey(file.filename);
    const writeStream = new PassThrough();
    const promise = buffer(bounded(writeStream)).then((content) => this.#keep(key, file, content));
    return { writeStream, promise, url: this.#url(key), fileKey: key };
  }

  override async delete(files: FileTypes.ProviderDeleteFileDTO | FileTypes.ProviderDeleteFileDTO[]): Promise<void> {
    const keys = [files].flat().map((file) => file.fileKey);
    await this.#pool.query(`delete from ${fileTable} where key = any($1)`, [keys]);
  }

  override async getPresignedDownloadUrl({ fileKey: key }: FileTypes.ProviderGetFileDTO): Promise<string> {
    const { rows } = await this.#pool.query<{ private: boolean }>(`select private from ${fileTable} where key = $1`, [
      key,
    ]);
    const [found] = rows;
    if (found === undefined) throw missing(key);
    if (!found.private) return this.#url(key);
    const expires = Math.floor(Date.now() / 1000) + linkSeconds;
    return `${this.#url(key)}?expires=${expires}&signature=${signatureOf(key, expires, this.#options.signingKey)}`;
  }

  override async getDownloadStream(file: FileTypes.ProviderGetFileDTO): Promise<Readable> {
    return Readable.from([await this.getAsBuffer(file)]);
  }

  override async getAsBuffer({ fileKey: key }: FileTypes.ProviderGetFileDTO): Promise<Buffer> {
    const { rows } = await this.#pool.query<{ content: Buffer }>(`select content from ${fileTable} where key = $1`, [
      key,
    ]);
    const [found] = rows;
    if (found === undefined) throw missing(key);
    return found.content;
  }

  async #keep(
    key: string,
    { mimeType, access }: { readonly mimeType: string; readonly access?: string },
    content: Buffer,
  ): Promise<FileTypes.ProviderFileResultDTO> {
    if (content.length > maxFileBytes) throw tooLarge();
    const values = [key, mimeType, access !== 'public', content];
    await this.#pool.query(
      `insert into ${fileTable} (key, mime_type, private, content) values ($1, $2, $3, $4)`,
      values,
    );
    return { key, url: this.#url(key) };
  }

  #url(key: string): string {
    return `${this.#options.baseUrl}/${key}`;
  }
}

/** Ends with an error once more has come than is taken. */
async function* bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of source) {
    size += part.length;
    if (size > maxFileBytes) throw tooLarge();
    yield part;
  }
}

function tooLarge(): MedusaError {
  return new MedusaError(MedusaError.Types.INVALID_DATA, `A file may have at most ${maxFileBytes} bytes`);
}

function missing(key: string): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_FOUND, `There is no file ${key}`);
}
