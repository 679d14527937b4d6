import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** As axe tells of one. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe objects to on a page as it is. @param where begins each line */
export async function axeObjections(page: Page, where: string): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const run = `axe.run({ resultTypes: ['violations'] })`;
  const { violations } = await page.evaluate<{ violations: Violation[] }>(run);
  return violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary ?? ''}`);
}

/** Whether a page has to be scrolled sideways. @param where begins the line */
export async function widthObjections(page: Page, where: string): Promise<string[]> {
  const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return tooWide > 0 ? [`${where}: ${tooWide} px too wide`] : [];
}

/** Keeps a picture of the whole page, for people who work on it: `URUMI_SHOTS=folder`. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['URUMI_SHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
