import { z } from 'zod';
import type { Account } from '../account.ts';

const permissions = z.object({ admin: z.boolean(), push: z.boolean(), pull: z.boolean() });

/** A repository as GitHub and Gitea answer it. */
export const repositoryAnswer = z.object({ permissions: permissions.nullish() });

/** What these permissions come to. Without a word of them, a repository that was answered can be read. */
export function toAccess(may: z.infer<typeof permissions> | null | undefined): Account['access'] {
  if (may === null || may === undefined) return 'read';
  if (may.admin) return 'admin';
  if (may.push) return 'write';
  return may.pull ? 'read' : 'none';
}
