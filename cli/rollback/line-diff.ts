import { diff } from 'node:util';

/** Unchanged lines around a change, as in `git diff`. */
const context = 3;
/** Longer files are shown as replaced: the comparison takes time and memory with the square of their difference. */
const mostLines = 2_000;

interface Line {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function compare(before: readonly string[], after: readonly string[]): Line[] {
  if (before.length + after.length > mostLines) {
    return [
      ...before.map((text) => ({ sign: '-', text }) as const),
      ...after.map((text) => ({ sign: '+', text }) as const),
    ];
  }
  const changes = diff(before, after);
  const all = changes.length === 0 ? before.map((text) => [0, text] as const) : changes;
  return inBlocks(
    all.map(([operation, text]) => ({ sign: operation === 0 ? ' ' : operation === 1 ? '-' : '+', text })),
  );
}

/** What goes before what comes, wherever several lines change in a row. */
function inBlocks(lines: readonly Line[]): Line[] {
  const sorted: Line[] = [];
  let come: Line[] = [];
  for (const line of lines) {
    if (line.sign === '+') come.push(line);
    else if (line.sign === '-') sorted.push(line);
    else {
      sorted.push(...come, line);
      come = [];
    }
  }
  return [...sorted, ...come];
}

/** Positions of lines that are shown: those that change, and their neighbours. */
function shownLines(lines: readonly Line[]): Set<number> {
  const shown = new Set<number>();
  for (const [at, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    for (let near = at - context; near <= at + context; near++) shown.add(near);
  }
  return shown;
}

/** What a terminal would obey is not for a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t]/gu, '\uFFFD');
}

/**
 * The difference between two texts, line by line, as `git diff` prints it (without line numbers); empty when there is none.
 *
 * @param before undefined: there was no such file
 */
export function lineDiff(path: string, before: string | undefined, after: string): string {
  const lines = compare(linesOf(before ?? ''), linesOf(after));
  const shown = shownLines(lines);
  if (shown.size === 0) return '';
  const text = [`--- ${before === undefined ? '/dev/null' : `a/${path}`}`, `+++ b/${path}`];
  for (const [at, line] of lines.entries()) {
    if (!shown.has(at)) continue;
    if (!shown.has(at - 1) || at === 0) text.push('@@');
    text.push(`${line.sign}${printable(line.text)}`);
  }
  return `${text.join('\n')}\n`;
}
