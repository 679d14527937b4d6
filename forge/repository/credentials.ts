/** What the forge knows us by. With a token, the token is the password. */
export interface Credentials {
  readonly username?: string;
  readonly password: string;
}

/** Asked before every operation, so that a rotated token is picked up. `undefined`: ask without credentials. */
export type CredentialSource = () => Promise<Credentials | undefined>;

/** The user name that GitHub and Gitea take beside a token. */
export const tokenUser = 'x-access-token';

/** The value of the Authorization header (RFC 7617). */
export function basicAuthorization(credentials: Credentials): string {
  return `Basic ${Buffer.from(`${credentials.username ?? tokenUser}:${credentials.password}`).toString('base64')}`;
}
