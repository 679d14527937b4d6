const trailer = /^Urumi-Approve-Closures:\s*(\d{1,6})\s*$/i;

/**
 * The count that a commit approves for closing: the trailer `Urumi-Approve-Closures: <count>` in the last paragraph of its message
 * (git-interpret-trailers(1)); undefined without one. The last of several wins, as with Git's own `trailer.ifexists`.
 */
export function closureApproval(message: string): number | undefined {
  const paragraphs = message
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n[ \t]*\n/);
  let count: number | undefined;
  for (const line of paragraphs.at(-1)?.split('\n') ?? []) {
    const match = trailer.exec(line);
    if (match !== null) count = Number(match[1]);
  }
  return count;
}
