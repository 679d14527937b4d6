import { z } from 'zod';

/** Longest that a session lasts, ms: a working day. */
export const sessionLifeMs = 12 * 3_600_000;

/** Who is signed in: what the encrypted cookie holds. */
export const sessionSchema = z.discriminatedUnion('kind', [
  /** The local user of a sandbox: the token stays in the server. */
  z.strictObject({ kind: z.literal('local'), login: z.string().min(1).max(255) }),
  /** Somebody who signed in at the forge, with the token that the forge gave for it. */
  z.strictObject({ kind: z.literal('forge'), login: z.string().min(1).max(255), token: z.string().min(1).max(2_800) }),
]);

export type Session = z.output<typeof sessionSchema>;
