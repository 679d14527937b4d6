import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
import { ContainerRegistrationKeys } from '@medusajs/framework/utils';
import { isFileKey, isSigned } from '../../../files/file-key';
import { fileTable } from '../../../files/file-table';

interface FileRow {
  readonly mime_type: string;
  readonly private: boolean;
  readonly content: Buffer;
}

interface Database {
  (table: string): { where(row: object): { first(): PromiseLike<FileRow | undefined> } };
}

/** Anybody may see the pictures of a shop; private files have signed links. */
export const AUTHENTICATE = false;

/** An uploaded file. A key names one content for good, so whoever has it may keep it. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { key = '' } = request.params;
  const database: Database = request.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION);
  const file = isFileKey(key) ? await database(fileTable).where({ key }).first() : undefined;
  const signingKey = process.env['JWT_SECRET'] ?? '';
  const now = Math.floor(Date.now() / 1000);
  if (file === undefined || (file.private && !isSigned(key, request.query, signingKey, now))) {
    response.status(404).json({ type: 'not_found', message: 'There is no such file, or the link has expired' });
    return;
  }
  response.setHeader('Content-Type', file.mime_type);
  response.setHeader('Cache-Control', file.private ? 'private, no-store' : 'public, max-age=31536000, immutable');
  // It is served from the shop's own origin: whatever it is, it may not run there.
  response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.status(200).send(file.content);
}
