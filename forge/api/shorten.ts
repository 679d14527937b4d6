/** One line of at most `longest` characters; what is cut ends in an ellipsis. */
export function shorten(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  // Half a surrogate pair is not a character, and forges refuse it.
  return `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
