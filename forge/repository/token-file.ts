import type { CredentialSource } from './credentials.ts';
import { RepositoryError } from './repository-error.ts';
import { withFile } from './with-file.ts';

const longest = 16 * 1024;

/**
 * Credentials from a file that holds nothing but a token. It is read anew each time, so that a rotated token is picked up.
 * The source throws RepositoryError `Unauthorized` when the file cannot be read or holds no token.
 */
export function tokenFile(path: string): CredentialSource {
  const refused = (reason: string, cause?: unknown) =>
    new RepositoryError('Unauthorized', {
      attempted: 'read the token from',
      target: path,
      reason,
      advice: 'The file must hold the token and nothing else',
      cause,
    });
  return async () => {
    const text = await readStart(path).catch((error: unknown) => {
      throw refused(error instanceof Error ? error.message : String(error), error);
    });
    const token = text.trim();
    if (token === '') throw refused('it is empty');
    if (token.length > longest || /\s/.test(token)) throw refused('it holds more than a token');
    return { password: token };
  };
}

function readStart(path: string): Promise<string> {
  return withFile(path, 'r', async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longest + 1), 0, longest + 1, 0);
    return buffer.toString('utf8', 0, bytesRead);
  });
}
