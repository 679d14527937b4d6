import { z } from 'zod';

/** Of an access token, and of a refresh token beside it, characters: with more, a session does not fit into a cookie. Gitea's have 900 each, GitHub's 40 and 80. */
const longestToken = 2_800;
const longestPair = 2_300;

/** What the forge gave a person's session to act with. */
export const forgeTokensSchema = z.strictObject({
  token: z.string().min(1).max(longestToken),
  /** What another pair is given for, once. Absent: when the token ends, the session does. */
  refreshToken: z.string().min(1).max(longestPair).optional(),
  /** ms since the epoch: from then on another pair is asked for before the token is used. */
  renewAt: z.number().optional(),
  /** How often it was renewed in this session. */
  generation: z.int().min(0),
});

export type ForgeTokens = z.output<typeof forgeTokensSchema>;

/** What the forge's token endpoint answers (RFC 6749, section 5.1). */
export interface TokenAnswer {
  readonly token: string;
  /** ms; undefined: the forge does not say, or the token does not end. */
  readonly lifeMs: number | undefined;
  readonly refreshToken: string | undefined;
  /** ms; undefined: the forge does not say. */
  readonly refreshLifeMs: number | undefined;
}

/** The last part of a token's life, in which it is renewed ahead: what has begun with it is not refused half way. */
const aheadMs = 120_000;
const aheadShare = 0.1;

/**
 * An answer of the token endpoint as a session keeps it.
 *
 * @param generation how often the session was renewed
 * @param now ms since the epoch
 * @returns until: when nothing of it counts any more, ms since the epoch; undefined: nobody knows
 */
export function tokensOf(
  { token, lifeMs, refreshToken, refreshLifeMs }: TokenAnswer,
  generation: number,
  now: number,
): { readonly tokens: ForgeTokens; readonly until: number | undefined } {
  const isKept = refreshToken !== undefined && token.length + refreshToken.length <= longestPair;
  const end = isKept ? refreshLifeMs : lifeMs;
  const until = end === undefined ? undefined : now + end;
  if (!isKept) return { tokens: { token, generation }, until };
  const renewAt = lifeMs === undefined ? {} : { renewAt: now + lifeMs - Math.min(aheadMs, lifeMs * aheadShare) };
  return { tokens: { token, refreshToken, ...renewAt, generation }, until };
}
