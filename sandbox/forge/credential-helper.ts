/**
 * The value of Git's `credential.helper` for the sandbox's repositories: `git -c credential.helper="..." push`. The
 * token stays in its file.
 *
 * @param tokenFile absolute path
 */
export function credentialHelper(tokenFile: string): string {
  const quoted = `'${tokenFile.replaceAll("'", String.raw`'\''`)}'`;
  return `!f() { echo username=x-access-token; echo "password=$(cat ${quoted})"; }; f`;
}
