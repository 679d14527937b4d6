import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isProgram, type Missing } from '../find-program.ts';

/** What no package registry has of a WooCommerce shop. */
export interface WordPressTree {
  /** WordPress with WooCommerce in its plugins. */
  readonly wordpress: string;
  /** WooCommerce's version. */
  readonly version: string;
  /** WP-CLI: a program, or the phar that its project releases. */
  readonly wp: string;
}

const plugin = 'wp-content/plugins/woocommerce/woocommerce.php';

/** Looks for a WordPress: URUMI_TEST_WORDPRESS names its folder, URUMI_TEST_WP_CLI the phar, unless `wp` is on the PATH. */
export function findWordPress(environment: NodeJS.ProcessEnv): WordPressTree | Missing {
  const wordpress = environment['URUMI_TEST_WORDPRESS'];
  if (wordpress === undefined)
    return { missing: 'URUMI_TEST_WORDPRESS, the folder of a WordPress with WooCommerce: see test/engines/README.md' };
  const absent = ['wp-includes/version.php', plugin].find((part) => !existsSync(path.join(wordpress, part)));
  if (absent !== undefined) return { missing: `${absent} in ${wordpress}, which URUMI_TEST_WORDPRESS names` };
  const header = readFileSync(path.join(wordpress, plugin), 'utf8');
  const version = /^ \* Version: ([\w.-]+)$/m.exec(header)?.[1];
  if (version === undefined) return { missing: `a version in ${path.join(wordpress, plugin)}` };
  const wp = findWpCli(environment);
  if (typeof wp !== 'string') return wp;
  return { wordpress: path.resolve(wordpress), version, wp };
}

function findWpCli(environment: NodeJS.ProcessEnv): string | Missing {
  const own = environment['URUMI_TEST_WP_CLI'];
  if (own !== undefined)
    return existsSync(own) ? path.resolve(own) : { missing: `${own}, which URUMI_TEST_WP_CLI names` };
  const folders = (environment['PATH'] ?? '').split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, 'wp')).find(isProgram);
  return found ?? { missing: 'wp (WP-CLI) on the PATH, or its phar, which URUMI_TEST_WP_CLI names' };
}
