import { tokenFile } from '../../../forge/repository/token-file.ts';

/** The secrets that signatures may be made with, newest first: one, or two while a secret is rotated. Asked for every delivery. */
export type SecretSource = () => Promise<readonly string[]>;

/** A changed file counts after this long, ms. */
const keepFor = 5_000;

/**
 * Secrets from files that hold nothing else. They are read anew every few seconds, so that a rotated secret is picked up.
 * The source throws RepositoryError `Unauthorized` when a file cannot be read.
 *
 * @param now ms since the epoch
 */
export function secretFiles(paths: readonly string[], now: () => number = Date.now): SecretSource {
  const sources = paths.map(tokenFile);
  let known: { readonly secrets: Promise<readonly string[]>; readonly until: number } | undefined;
  const read = async (): Promise<readonly string[]> => {
    const all = await Promise.all(sources.map((source) => source()));
    return all.flatMap((credentials) => (credentials === undefined ? [] : [credentials.password]));
  };
  return () => {
    if (known !== undefined && now() < known.until) return known.secrets;
    const secrets = read();
    known = { secrets, until: now() + keepFor };
    // A file that cannot be read is tried again by the next delivery.
    secrets.catch(() => (known = undefined));
    return secrets;
  };
}
