/**
 * The ref under which GitHub and Gitea offer the head of a pull request in the repository that it is to be merged into.
 *
 * @throws RangeError for what is no number of a pull request: a ref may not be made of it
 * @see https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/checking-out-pull-requests-locally
 */
export function pullRef(number: number): string {
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`${number} is no number of a pull request`);
  return `refs/pull/${number}/head`;
}
