/** There is nothing to sign in with: a file that cannot be read, a key that is none, an App that is not installed. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}
