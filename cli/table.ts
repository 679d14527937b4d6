/** One cell per column. */
export type Row = readonly string[];

/** Widths of columns, so that lines that come later stand below the first ones. */
export function columnWidths(rows: readonly Row[]): number[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return widths;
}

/** One line of a table, three spaces between columns as kubectl does; the last column is not padded. */
export function renderRow(row: Row, widths: readonly number[]): string {
  const cells = row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)));
  return `${cells.join('   ').trimEnd()}\n`;
}

/** A table for people: headings, then the rows. */
export function renderTable(headings: Row, rows: readonly Row[]): string {
  const all = [headings, ...rows];
  const widths = columnWidths(all);
  return all.map((row) => renderRow(row, widths)).join('');
}
