import { z } from 'zod';
import { planReportSchema } from '../../../plan/plan-report.ts';
import { maxFileBytes } from '../../../synth/spec/decode-text.ts';
import { storeName } from '../../../synth/spec/scalars.ts';

/** A store file's text. Whether it is one, the validator says. */
const text = z.string().max(maxFileBytes);
const fleet = z.string().min(1).max(63).optional().describe('Default: the only one');

/** Body of `POST /stores`: a store that somebody wishes for. */
export const newStoreSchema = z.strictObject({ name: storeName, text, fleet });

/** Body of `PUT /stores/{name}`: its file as it shall be. */
export const changedStoreSchema = z.strictObject({
  text,
  blob: z
    .string()
    .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be the id of a blob')
    .describe('The file that it was made from; when another one is on the branch by now, nothing is proposed'),
});

/** Body of `POST /stores/{name}/suspend`. */
export const suspensionSchema = z.strictObject({ suspended: z.boolean() });

const commitId = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be the id of a commit');

/** Body of `POST /stores/{name}/rollback`. */
export const rollbackSchema = z.strictObject({ revision: commitId });

/** Query of `GET /stores/{name}/file`. */
export const fileQuerySchema = z.strictObject({
  revision: commitId.optional().describe('Default: where the branch is now'),
});

/** Body of `POST /plan`: a store file that nobody has saved. */
export const planQuestionSchema = z.strictObject({ name: storeName, text, fleet });

/** Answer of `POST /plan`. */
export const planAnswerSchema = z.object({
  file: z.string(),
  exists: z.boolean().describe('There is a store by that name'),
  report: planReportSchema,
});

/** Answer of `GET /stores/{name}/file`: its file as it is on the branch now, or was in a revision. */
export const storeFileViewSchema = z.object({
  path: z.string(),
  text: z.string(),
  blob: z.string(),
  revision: z.string(),
});

export type PlanAnswer = z.output<typeof planAnswerSchema>;
export type StoreFileView = z.output<typeof storeFileViewSchema>;
