import { oneLine } from './one-line.ts';

/**
 * Text as a code span: nothing in it is markup, a link, a mention or HTML (CommonMark 6.1; GitHub and Gitea link nothing within code).
 * For everything that comes from a file.
 */
export function markdownCode(text: string, longest?: number): string {
  const line = oneLine(text, longest);
  if (line.trim() === '') return '` `';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** The same for a cell of a table, where a bar ends the cell even within code: it is shown as one that looks like it. */
export function cellCode(text: string, longest?: number): string {
  return markdownCode(text.replaceAll('|', '│'), longest);
}

/** Text within raw HTML, where Markdown has no say; every character that is not a letter, digit, space or one of `._-` becomes an entity. */
export function htmlCode(text: string, longest?: number): string {
  const encoded = oneLine(text, longest).replaceAll(
    /[^\p{L}\p{N} ._-]/gu,
    (character) => `&#${character.codePointAt(0) ?? 0};`,
  );
  return `<code>${encoded}</code>`;
}
