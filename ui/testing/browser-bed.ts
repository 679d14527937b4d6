import assert from 'node:assert/strict';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { axeObjections, shoot, widthObjections } from './page-objections.ts';

const wide = { width: 1280, height: 720 };
const narrow = { width: 360, height: 720 };

/** A browser with one page of the web UI in it. Whatever the page complains of is kept. */
export class BrowserBed implements AsyncDisposable {
  readonly page: Page;
  /** Errors on the page's console, and those that nobody caught, since an address was opened. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #context: BrowserContext;

  private constructor(browser: Browser, context: BrowserContext, page: Page) {
    this.#browser = browser;
    this.#context = context;
    this.page = page;
    page.setDefaultTimeout(45_000);
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** @param program of the browser */
  static async start(program: string, baseURL: string): Promise<BrowserBed> {
    const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
    const context = await browser.newContext({ viewport: wide, baseURL, reducedMotion: 'reduce' });
    return new BrowserBed(browser, context, await context.newPage());
  }

  async open(address: string): Promise<void> {
    this.complaints.length = 0;
    await this.page.goto(address);
    await this.page.locator('h1:not(.sr)').waitFor();
  }

  /** Waits until an element has a text. */
  async untilText(selector: string, text: RegExp): Promise<Locator> {
    const found = this.page.locator(selector).filter({ hasText: text }).first();
    await found.waitFor();
    return found;
  }

  /**
   * Looks at the page as it is, in both themes and both widths: what axe objects to, and what is too wide. With `$URUMI_SHOTS`, a folder, it also takes a
   * picture of each.
   */
  async inspect(name: string): Promise<void> {
    const found: string[] = [];
    for (const [width, viewport] of [
      ['wide', wide],
      ['narrow', narrow],
    ] as const) {
      await this.page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await this.page.emulateMedia({ colorScheme });
        const where = `${name} ${width} ${colorScheme}`;
        found.push(...(await axeObjections(this.page, where)), ...(await widthObjections(this.page, where)));
        await shoot(this.page, `${name}-${width}-${colorScheme}`);
      }
    }
    await this.page.setViewportSize(wide);
    await this.page.emulateMedia({ colorScheme: 'light' });
    assert.deepEqual(found, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    await this.#browser.close();
  }
}
