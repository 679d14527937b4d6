import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
/** Small enough for a page of documentation, and wide enough for the layout of a desk. */
const frame = { width: 1120, height: 700 };

/**
 * Keeps a picture of a page as it is for the documentation, when `$UPDATE_SCREENSHOTS` is 1; else nothing happens. The window is afterwards as it was.
 *
 * @param name of the file below docs/screenshots, without its ending
 */
export async function keepPicture(page: Page, name: string, theme: 'light' | 'dark' = 'light'): Promise<void> {
  if (process.env['UPDATE_SCREENSHOTS'] !== '1') return;
  const before = page.viewportSize();
  await mkdir(folder, { recursive: true });
  await page.setViewportSize(frame);
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate('scrollTo(0, 0)');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await page.emulateMedia({ colorScheme: 'light' });
  if (before !== null) await page.setViewportSize(before);
}
