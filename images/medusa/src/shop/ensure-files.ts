import type { MedusaContainer } from '@medusajs/framework/types';
import { ContainerRegistrationKeys } from '@medusajs/framework/utils';
import { createFileTable } from '../files/file-table';

interface Database {
  raw(sql: string): PromiseLike<unknown>;
}

/** Sees to it that there is a place for uploaded files. */
export async function ensureFiles(container: MedusaContainer): Promise<void> {
  const database: Database = container.resolve(ContainerRegistrationKeys.PG_CONNECTION);
  await database.raw(createFileTable);
}
