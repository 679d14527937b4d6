/**
 * Text from a file or a path as one harmless line: control characters (a terminal would obey them), line breaks, invisible characters and
 * those that turn the reading direction are written as escapes.
 *
 * @param longest characters; what is longer is cut, and ends in an ellipsis
 */
export function oneLine(text: string, longest = 300): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped);
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
