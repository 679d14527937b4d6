import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { WritesBed } from './writes-bed.ts';

/** As axe tells of one. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 800 };

/** A browser in which somebody changes stores. What axe objects to and what the page complains of is kept, for a test at the end. */
export class WritingBrowser implements AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[] = [];
  readonly found: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser, page: Page, forgeUrl: string) {
    this.#browser = browser;
    this.page = page;
    page.setDefaultTimeout(40_000);
    page.on('console', (message) => {
      // A name that no store can have is refused, as the tests ask for; and the sandbox's forge has no styles for its own pages.
      const { url } = message.location();
      const isExpected = /status of 400/.test(message.text()) || url.startsWith(forgeUrl);
      if (message.type() === 'error' && !isExpected) this.complaints.push(`${url}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** @param program of the browser */
  static async start(program: string, { ui, scene }: WritesBed): Promise<WritingBrowser> {
    const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
    const context = await browser.newContext({ viewport: wide, baseURL: ui.url, reducedMotion: 'reduce' });
    return new WritingBrowser(browser, await context.newPage(), scene.forge.repository.url);
  }

  /** All that the page says. */
  text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** Waits for a headline. */
  async headline(text: RegExp): Promise<void> {
    await this.page.locator('h1').filter({ hasText: text }).waitFor();
  }

  async merge(): Promise<void> {
    await this.page.getByRole('button', { name: 'Merge' }).click();
  }

  /** Looks at the page in both themes, and in a narrow window. */
  async look(where: string): Promise<void> {
    const { page, found } = this;
    if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const run = `axe.run({ resultTypes: ['violations'] })`;
      const { violations } = await page.evaluate<{ violations: Violation[] }>(run);
      for (const { id, nodes } of violations)
        found.push(`${where} ${colorScheme}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
      await this.#shoot(`${where}-${colorScheme}`);
    }
    await page.setViewportSize(narrow);
    const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (tooWide > 0) found.push(`${where}: ${tooWide} px too wide`);
    await this.#shoot(`${where}-narrow`);
    await page.setViewportSize(wide);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }

  /** Keeps a picture of the page, for people who work on it: `URUMI_SHOTS=folder`. */
  async #shoot(name: string): Promise<void> {
    const folder = process.env['URUMI_SHOTS'];
    if (folder !== undefined) await this.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  }
}
