/** A piece of a line: words, words that weigh more, or what comes from a file. */
export interface PlanInline {
  readonly kind: 'text' | 'bold' | 'code';
  readonly text: string;
}

export type PlanLine = readonly PlanInline[];

/** A part of a plan as it is published. */
export type PlanBlock =
  | { readonly kind: 'paragraph' | 'small'; readonly lines: readonly PlanLine[] }
  | { readonly kind: 'alert'; readonly tone: 'careful' | 'danger'; readonly lines: readonly PlanLine[] }
  | { readonly kind: 'list'; readonly items: readonly { readonly depth: number; readonly line: PlanLine }[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly PlanLine[])[] }
  | { readonly kind: 'fold'; readonly title: PlanLine; readonly blocks: readonly PlanBlock[] };

const span = /(`+)(.*?[^`])\1(?!`)|\*\*(.+?)\*\*/g;

/** The pieces of a line. What is no code and no weight is text, whatever it looks like. */
export function planLine(text: string): PlanLine {
  const parts: PlanInline[] = [];
  let last = 0;
  for (const found of text.matchAll(span)) {
    if (found.index > last) parts.push({ kind: 'text', text: text.slice(last, found.index) });
    const [all, , code, bold] = found;
    parts.push(code === undefined ? { kind: 'bold', text: plain(bold ?? '') } : { kind: 'code', text: unpadded(code) });
    last = found.index + all.length;
  }
  if (last < text.length) parts.push({ kind: 'text', text: text.slice(last) });
  return parts;
}

/** A code span that begins or ends in a grave accent stands between blanks (CommonMark 6.1). */
function unpadded(code: string): string {
  return code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? code.slice(1, -1) : code;
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** `<code>a&#45;b</code> opened`, as the renderer writes it: entities are numbers. */
function summaryLine(html: string): PlanLine {
  const text = html.replaceAll(/&#(\d{1,7});/g, (_, code: string) =>
    String.fromCodePoint(Math.min(Number(code), 0x10_ff_ff)),
  );
  const [, code, rest] = /^<code>(.*)<\/code>(.*)$/.exec(text) ?? [];
  return code === undefined
    ? [{ kind: 'text', text }]
    : [
        { kind: 'code', text: code },
        { kind: 'text', text: rest ?? '' },
      ];
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\|\s?/, '')
    .replace(/\s?\|\s*$/, '')
    .split(/\s\|\s/);
}

/** Takes the lines from the beginning that fit. */
function takeWhile(lines: string[], fits: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !fits(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function alert(lines: string[]): PlanBlock {
  const [first = '', ...rest] = takeWhile(lines, (line) => line.startsWith('>')).map((line) =>
    line.replace(/^> ?/, ''),
  );
  const tone = first.includes('CAUTION') ? 'danger' : 'careful';
  const said = first.startsWith('[!') ? rest : [first, ...rest];
  return {
    kind: 'alert',
    tone,
    lines: said.filter((line) => line !== '').map((line) => planLine(line.replace(/^- /, ''))),
  };
}

function table(lines: string[]): PlanBlock {
  const [head = '', , ...rows] = takeWhile(lines, (line) => line.startsWith('|'));
  return { kind: 'table', head: cellsOf(head), rows: rows.map((row) => cellsOf(row).map(planLine)) };
}

function list(lines: string[]): PlanBlock {
  const items = takeWhile(lines, (line) => /^\s*- /.test(line)).map((line) => {
    const [, blanks = '', text = ''] = /^(\s*)- (.*)$/.exec(line) ?? [];
    return { depth: Math.min(3, Math.floor(blanks.length / 2)), line: planLine(text) };
  });
  return { kind: 'list', items };
}

function fold(lines: string[]): PlanBlock {
  const [, title = ''] = /<summary>(.*)<\/summary>/.exec(lines.shift() ?? '') ?? [];
  const inside = takeWhile(lines, (line) => line !== '</details>');
  lines.shift();
  return { kind: 'fold', title: summaryLine(title), blocks: planBlocks(inside.join('\n')) };
}

function other(lines: string[]): PlanBlock {
  const text = lines.shift() ?? '';
  const [, small] = /^<sub>(.*)<\/sub>$/.exec(text) ?? [];
  return small === undefined
    ? { kind: 'paragraph', lines: [planLine(text)] }
    : { kind: 'small', lines: [planLine(small)] };
}

const kinds = [
  [/^>/, alert],
  [/^\|/, table],
  [/^\s*- /, list],
  [/^<details>/, fold],
] as const;

/**
 * The parts of a plan, from the Markdown in which it is published (plan/render/render-markdown.ts): what that writes, and no more. Everything else is
 * shown as the text that it is; nothing becomes HTML.
 */
export function planBlocks(markdown: string): PlanBlock[] {
  const lines = markdown.split('\n');
  const blocks: PlanBlock[] = [];
  while (lines.length > 0) {
    const [first = ''] = lines;
    if (first.trim() === '' || first === '---') {
      lines.shift();
      continue;
    }
    const make = kinds.find(([begins]) => begins.test(first))?.[1] ?? other;
    blocks.push(make(lines));
  }
  return blocks;
}
