import { z } from 'zod';

const time = z.iso.datetime();

/** Whether what is told of the forge is current. */
export const forgeStateSchema = z.object({
  configured: z.boolean().describe('false: this server was told of no forge, so it knows nothing of one'),
  current: z.boolean(),
  since: time.optional().describe('When it is not current: when the forge last answered'),
  says: z.string().describe('Why it is not current; empty when it is'),
});

/** A pull request, in short. */
export const pullRefSchema = z.object({
  number: z.int(),
  title: z.string(),
  author: z.string(),
  url: z.string(),
  openedAt: time,
  mergedAt: time.optional(),
});

/** A commit that changed a file. */
export const commitSchema = z.object({
  sha: z.string(),
  title: z.string(),
  author: z.string(),
  at: time,
  url: z.string(),
  pull: z.int().optional().describe('The pull request that brought it, when that is known'),
});

/** Answer of `GET /stores/{name}/git`: the store's half in Git. */
export const storeGitSchema = z.object({
  forge: forgeStateSchema,
  path: z.string().optional(),
  revision: z.string().optional().describe('The commit that all this is read at'),
  file: z
    .object({ text: z.string().max(70_000), cut: z.boolean().describe('It is longer'), blob: z.string() })
    .optional()
    .describe('Absent when the revision has no such file, as after a closing'),
  commits: z.array(commitSchema).max(10).describe('Those that changed the file, newest first'),
  pull: pullRefSchema.optional().describe('The pull request that brought the newest of them'),
});

export type ForgeState = z.output<typeof forgeStateSchema>;
export type PullRef = z.output<typeof pullRefSchema>;
export type StoreGit = z.output<typeof storeGitSchema>;
export type CommitView = z.output<typeof commitSchema>;
