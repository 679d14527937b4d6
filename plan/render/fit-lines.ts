/**
 * As many lines as fit; the last one then tells how many do not.
 *
 * @param room characters, line breaks included
 * @param more the line that stands for those left out
 */
export function fitLines(lines: readonly string[], room: number, more: (left: number) => string): string[] {
  if (lines.reduce((sum, line) => sum + line.length + 1, 0) <= room) return [...lines];
  const shown: string[] = [];
  let used = 0;
  for (const [at, line] of lines.entries()) {
    const reserve = more(lines.length - at - 1).length + 1;
    if (used + line.length + 1 + reserve > room) return [...shown, more(lines.length - at)];
    used += line.length + 1;
    shown.push(line);
  }
  return shown;
}
