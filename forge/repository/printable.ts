/** The start of what a server says, fit for a message: one line, at most 200 characters, no control characters. */
export function printable(bytes: Buffer): string {
  return bytes
    .toString('utf8', 0, 800)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
