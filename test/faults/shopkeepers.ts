import type { SeededRandom } from '../../controller/store/testing/seeded-random.ts';
import type { FileChange } from '../../forge/testing/bare-repository.ts';
import { storeFile } from '../harness/store-file.ts';
import type { Goal } from './misfits.ts';

/** How a store's data fares when its file goes. */
const fates = ['kept', 'kept', 'short', 'deleted'] as const;
const plans = ['small', 'medium', 'large'] as const;

interface Shop {
  readonly name: string;
  readonly fate: (typeof fates)[number];
  plan: (typeof plans)[number];
  title: number;
  isOpen: boolean;
}

/** What is pushed, and in which words. */
export interface Push {
  readonly message: string;
  readonly files: Readonly<Record<string, FileChange>>;
  /** A revision that closes nothing, for a guard must hold it. */
  readonly isAccident: boolean;
}

/**
 * People who open, change, close and reopen a few shops, as a seed decides, and whom an accident befalls now and then: all files are gone in one
 * commit, and back in the next.
 */
export class Shopkeepers {
  readonly #random: SeededRandom;
  readonly #shops: readonly Shop[];
  #isWrecked = false;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#shops = Array.from({ length: 3 + random.below(4) }, (_, index) => ({
      name: `shop-${index}`,
      fate: random.pick(fates) ?? 'kept',
      plan: 'small',
      title: 0,
      isOpen: false,
    }));
  }

  /**
   * What each shop is to become.
   *
   * @param seen shops that the cluster has heard of: one that was opened and closed within a moment leaves no trace
   */
  goals(seen: ReadonlySet<string>): ReadonlyMap<string, Goal> {
    const opened = this.#shops.filter(({ name, isOpen }) => isOpen || seen.has(name));
    return new Map(
      opened.map(({ name, isOpen, fate }) => [name, isOpen ? 'Ready' : fate === 'kept' ? 'Closed' : 'gone']),
    );
  }

  /** Names and fates, for people to read. */
  get description(): string {
    return this.#shops.map(({ name, fate }) => `${name} (${fate})`).join(', ');
  }

  /** The first push: opens most of them. */
  begin(): Push {
    return this.#push(
      'open',
      this.#shops.filter((_, index) => index < 3),
      (shop) => this.#open(shop),
    );
  }

  /** The next push. */
  next(): Push {
    if (this.#isWrecked) return this.mend();
    if (this.#random.chance(0.12)) return this.#wreck();
    const shop = this.#random.pick(this.#shops) as Shop;
    if (!shop.isOpen) return this.#push('open', [shop], (one) => this.#open(one));
    if (this.#random.chance(0.5)) return this.#push('close', [shop], (one) => (one.isOpen = false));
    return this.#push('change', [shop], (one) => this.#change(one));
  }

  /** Brings every file to where it should be; the last push, and the one after an accident. */
  mend(): Push {
    this.#isWrecked = false;
    return this.#push('mend', this.#shops, () => undefined);
  }

  /** Says that so many closings are meant, which a guard holds. */
  approve(count: number): Push {
    return {
      message: `approve\n\nUrumi-Approve-Closures: ${count}`,
      files: { 'stores/README.md': `One file is one shop. ${count} are closed.\n` },
      isAccident: false,
    };
  }

  #wreck(): Push {
    this.#isWrecked = true;
    const isWhole = this.#random.chance(0.5);
    const open = this.#shops.filter(({ isOpen }) => isOpen).map(({ name }) => [`stores/${name}.yaml`, null] as const);
    const files = {
      ...Object.fromEntries(open),
      'stores/README.md': null,
      ...(isWhole ? {} : { 'elsewhere.md': 'Moved.\n' }),
    };
    return { message: isWhole ? 'empty the repository' : 'delete the folder', files, isAccident: true };
  }

  #open(shop: Shop): void {
    shop.isOpen = true;
  }

  #change(shop: Shop): void {
    shop.title += 1;
    // Volumes never shrink.
    if (this.#random.chance(0.4)) shop.plan = plans[plans.indexOf(shop.plan) + 1] ?? shop.plan;
  }

  #push(what: string, shops: readonly Shop[], act: (shop: Shop) => void): Push {
    for (const shop of shops) act(shop);
    const files = Object.fromEntries(
      shops.map((shop) => [`stores/${shop.name}.yaml`, shop.isOpen ? fileOf(shop) : null]),
    );
    const names = shops.map(({ name }) => name).join(', ');
    return {
      message: `${what} ${names}`,
      files: { 'stores/README.md': 'One file is one shop.\n', ...files },
      isAccident: false,
    };
  }
}

function fileOf({ name, fate, plan, title }: Shop): string {
  return storeFile(name, {
    plan,
    title: `Shop, edition ${title}`,
    ...(fate === 'deleted' && { deletion: 'Delete' }),
    ...(fate === 'short' && { retention: '3s' }),
  });
}
