import { z } from 'zod';
import { forgeTokensSchema } from './forge-tokens.ts';

/** Longest that a session lasts, ms: a working day. */
export const sessionLifeMs = 12 * 3_600_000;

const common = {
  /** Stays the same, however often its tokens are renewed. */
  id: z.string().min(16).max(64),
  /** ms since the epoch: it is over then, whatever happens. */
  until: z.number(),
  login: z.string().min(1).max(255),
};

/** A session: what the encrypted cookie holds. */
export const sessionSchema = z.discriminatedUnion('kind', [
  /** Of the local user of a sandbox: the token stays in the server. */
  z.strictObject({ kind: z.literal('local'), ...common }),
  /** Of somebody who signed in at the forge, with the tokens that the forge gave for it. */
  z.strictObject({ kind: z.literal('forge'), ...common, tokens: forgeTokensSchema }),
]);

export type Session = z.output<typeof sessionSchema>;
export type ForgeSession = Extract<Session, { kind: 'forge' }>;
