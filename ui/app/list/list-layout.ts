import type { Group } from '../../server/api/store-row.ts';
import type { Stretch } from './drawn-stretch.ts';

/** A group of the list, and how many stores are in it; `all` where there are no groups. */
export interface Heading {
  readonly group: Group | 'all';
  readonly count: number;
  /** Since when the one waits that has waited longest. */
  readonly oldest?: string | undefined;
}

/** One line of the list: a heading, or the store at an index of the whole result. */
export type Line = ({ readonly kind: 'heading' } & Heading) | { readonly kind: 'store'; readonly index: number };

/** Heights in px. */
export interface Heights {
  readonly heading: number;
  readonly row: number;
}

/** The lines to draw, and how much room is left out above and below them, px. */
export interface Visible {
  readonly above: number;
  readonly lines: readonly Line[];
  readonly below: number;
}

interface Section {
  readonly heading: Line;
  readonly from: number;
  readonly count: number;
  readonly top: number;
}

function sectionsOf(groups: readonly Heading[], heights: Heights): Section[] {
  let from = 0;
  let top = 0;
  return groups.map(({ group, count, oldest }) => {
    const heading: Line = { kind: 'heading', group, count, ...(oldest !== undefined && { oldest }) };
    const section = { heading, from, count, top };
    from += count;
    top += heights.heading + count * heights.row;
    return section;
  });
}

/** Px of the list that are above the row at an index. */
export function topOf(index: number, groups: readonly Heading[], heights: Heights): number {
  const sections = sectionsOf(groups, heights);
  const section = sections.findLast(({ from }) => from <= index);
  return section === undefined ? 0 : section.top + heights.heading + (index - section.from) * heights.row;
}

/** Px of the whole list. */
export function heightOf(groups: readonly Heading[], heights: Heights): number {
  return groups.reduce((sum, { count }) => sum + heights.heading + count * heights.row, 0);
}

/**
 * Which lines of a grouped list lie in a stretch of it. The cost follows the stretch, not the list.
 *
 * @param stretch may lie outside of the list
 */
export function visibleLines(groups: readonly Heading[], heights: Heights, stretch: Stretch): Visible {
  const lines: Line[] = [];
  let above = 0;
  let below = 0;
  for (const { heading, from, count, top } of sectionsOf(groups, heights)) {
    const rowsTop = top + heights.heading;
    const first = clamp(Math.floor((stretch.top - rowsTop) / heights.row), count);
    const last = clamp(Math.ceil((stretch.bottom - rowsTop) / heights.row), count);
    // A heading goes with its section's first rows; without it the rows below would be off by its height.
    const hasHeading = top + heights.heading > stretch.top && top < stretch.bottom;
    if (hasHeading) lines.push(heading);
    for (let index = first; index < last; index++) lines.push({ kind: 'store', index: from + index });
    const isBelow = top >= stretch.bottom;
    const before = (hasHeading ? 0 : heights.heading) + first * heights.row;
    const after = (count - last) * heights.row;
    if (isBelow) below += heights.heading + count * heights.row;
    else {
      above += before;
      below += after;
    }
  }
  return { above, lines, below };
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count, value));
}
