import type { Log } from '../../../cluster/log.ts';
import { OAuthFlow } from './oauth-flow.ts';
import { Renewals } from './renewals.ts';
import type { Seal } from './seal.ts';
import type { WriterOptions } from './sign-in.ts';
import { TokenEndpoint } from './token-endpoint.ts';

export interface ForgeSignInOptions {
  readonly options: WriterOptions;
  readonly seal: Seal;
  readonly log: Log;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** What there is where people sign in at the forge. */
export interface ForgeSignIn {
  readonly flow: OAuthFlow;
  readonly renewals: Renewals;
  /** Where browsers find us. */
  readonly publicOrigin: string;
  close(): Promise<void>;
}

/** @returns undefined where the local user is signed in without being asked */
export function forgeSignIn({ options, seal, log, now }: ForgeSignInOptions): ForgeSignIn | undefined {
  const { signIn, repository, ca } = options;
  if (signIn.kind === 'local') return undefined;
  const endpoint = new TokenEndpoint({ repository, ca, signIn });
  return {
    flow: new OAuthFlow({ endpoint, signIn, seal, now }),
    renewals: new Renewals({ ask: (refreshToken) => endpoint.renew(refreshToken), log, now }),
    publicOrigin: signIn.publicUrl,
    close: () => endpoint.close(),
  };
}
