import type { ForgeCredentials } from '../../../forge/forge-credentials.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Renewals } from './renewals.ts';
import type { ForgeSession } from './session.ts';

type TokenCredentials = Extract<ForgeCredentials, { kind: 'token' }>;

/** Who asks for something, and what they act with at the forge. */
export type SignedIn =
  /** The local user of a sandbox: the server has the token. */
  | { readonly kind: 'local'; readonly login: string }
  | { readonly kind: 'forge'; readonly login: string; readonly credentials: TokenCredentials };

export interface RenewedCredentialsOptions {
  readonly renewals: Pick<Renewals, 'newest' | 'renew' | 'giveUp'>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Told of the session with other tokens. */
  readonly renewed: (session: ForgeSession) => Promise<void>;
}

/** A session's token, renewed shortly before it ends, and when the forge refuses it. */
export function renewedCredentials(
  session: ForgeSession,
  { renewals, now, renewed }: RenewedCredentialsOptions,
): TokenCredentials {
  let current = session;
  const adopt = async (other: ForgeSession): Promise<void> => {
    if (other === current) return;
    current = other;
    await renewed(other);
  };
  return {
    kind: 'token',
    token: async () => {
      await adopt(renewals.newest(current));
      const { renewAt } = current.tokens;
      if (renewAt !== undefined && now() >= renewAt) await renewAhead();
      return { password: current.tokens.token };
    },
    renew: async (refused) => {
      await adopt(renewals.newest(current));
      const { token, refreshToken } = current.tokens;
      // Another request has renewed it meanwhile.
      if (token !== refused) return { password: token };
      if (refreshToken === undefined) {
        renewals.giveUp(current);
        return undefined;
      }
      await adopt(await renewals.renew(current));
      return { password: current.tokens.token };
    },
  };

  async function renewAhead(): Promise<void> {
    try {
      await adopt(await renewals.renew(current));
    } catch (error) {
      // Not possible now: the token may be good for a while yet, and if it is not, the forge says so.
      if (!(error instanceof ProblemError) || error.status === 401) throw error;
    }
  }
}
