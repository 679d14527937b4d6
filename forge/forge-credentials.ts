import type { Credentials, CredentialSource } from './repository/credentials.ts';

/** What a forge knows us by. Both sources are asked again and again, so that what is rotated is picked up. */
export type ForgeCredentials =
  | {
      readonly kind: 'token';
      /** The token is the password; the same source serves Git. */
      readonly token: CredentialSource;
      /**
       * Asked when the forge has refused a token (401), for another in its place. undefined, or the same one: there is none, and the refusal stands. The
       * request is sent once more: what was refused was not done.
       */
      readonly renew?: (refused: string) => Promise<Credentials | undefined>;
    }
  | {
      /** A GitHub App. It signs with its private key, and gets tokens for one hour that hold the rights of its installation. */
      readonly kind: 'app';
      readonly appId: number;
      /** Default: the one on the repository. */
      readonly installationId?: number | undefined;
      /** PEM, as GitHub gives it. */
      readonly privateKey: () => Promise<string>;
    };
