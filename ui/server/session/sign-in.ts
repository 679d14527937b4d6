import type { ForgeRepository } from '../../../forge/forge.ts';
import type { CredentialSource } from '../../../forge/repository/credentials.ts';

/** The local user of a sandbox is signed in without being asked: whoever can open this machine's own address. */
export interface LocalSignIn {
  readonly kind: 'local';
  readonly login: string;
  readonly token: CredentialSource;
}

/** People sign in at the forge: a Gitea OAuth2 application, a GitHub App or a GitHub OAuth App. */
export interface OAuthSignIn {
  readonly kind: 'oauth';
  readonly clientId: string;
  /** Asked for at every sign-in, so that a new one counts at once. */
  readonly clientSecret: () => Promise<string>;
  /** Where browsers reach the web UI, without a path: `https://urumi.example.com`. */
  readonly publicUrl: string;
  /** What is asked for, as the forge words it. A GitHub App ignores it: its permissions are on its page. */
  readonly scope: string;
}

/** Who may write, and where to. */
export interface WriterOptions {
  /** The stores repository. */
  readonly repository: ForgeRepository;
  /** PEM of the authority that signed the forge's certificate. @default those that Node trusts */
  readonly ca?: string | undefined;
  readonly signIn: LocalSignIn | OAuthSignIn;
  /** Who may read: everybody who reaches the server, or those only who may read the repository. @default anyone */
  readonly readers?: 'anyone' | 'members' | undefined;
  /** 32 bytes or more each: the first one seals sessions, all of them open. */
  readonly secrets: readonly Uint8Array[];
}
