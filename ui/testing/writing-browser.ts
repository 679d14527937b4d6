import { chromium, type Browser, type Page } from 'playwright-core';
import { axeObjections, shoot, widthObjections } from './page-objections.ts';
import type { WritesBed } from './writes-bed.ts';

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

  /** Merges the pull request that the page has just opened, and waits until the cluster is there. */
  async mergeUntil(store: string, done: RegExp): Promise<void> {
    await this.headline(new RegExp(`^${store} waits to be merged$`));
    await this.merge();
    await this.headline(done);
  }

  /** Looks at the page in both themes, and in a narrow window. */
  async look(where: string): Promise<void> {
    const { page, found } = this;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await axeObjections(page, `${where} ${colorScheme}`)));
      await shoot(page, `${where}-${colorScheme}`);
    }
    await page.setViewportSize(narrow);
    found.push(...(await widthObjections(page, where)));
    await shoot(page, `${where}-narrow`);
    await page.setViewportSize(wide);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
