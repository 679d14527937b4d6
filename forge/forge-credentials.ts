import type { CredentialSource } from './repository/credentials.ts';

/** What a forge knows us by. Both sources are asked again and again, so that what is rotated is picked up. */
export type ForgeCredentials =
  | {
      readonly kind: 'token';
      /** The token is the password; the same source serves Git. */
      readonly token: CredentialSource;
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
