import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { folderWith, isProgram, type Missing } from '../find-program.ts';

/** A MariaDB of the system. */
export interface MariaDbPrograms {
  /** Folder with `mariadb-install-db` and `mariadb`. */
  readonly client: string;
  /** The server. */
  readonly server: string;
}

/** What a WooCommerce shop runs on when no container does. */
export interface WooCommercePrograms extends MariaDbPrograms {
  readonly apache: string;
  /** Folder of Apache's modules. */
  readonly modules: string;
  /** The module that runs PHP. */
  readonly php: string;
  /** WP-CLI: a program, or the phar that its project releases. */
  readonly wp: string;
  /** WordPress with WooCommerce in its plugins. */
  readonly wordpress: string;
}

const systemFolders = ['/usr/sbin', '/usr/local/sbin'];

/** Looks for MariaDB: URUMI_MARIADB names its folder, then the PATH counts, then where distributions put it. */
export function findMariaDb(environment: NodeJS.ProcessEnv): MariaDbPrograms | Missing {
  const search = { environment, variable: 'URUMI_MARIADB', patterns: systemFolders, packages: 'mariadb-server' };
  const server = folderWith(['mariadbd'], search);
  if (typeof server !== 'string') return server;
  const client = folderWith(['mariadb-install-db', 'mariadb'], search);
  if (typeof client !== 'string') return client;
  return { server: path.join(server, 'mariadbd'), client };
}

/** Looks for all of it; WordPress itself is nowhere to be had by itself: URUMI_TEST_WORDPRESS names its folder, URUMI_TEST_WP_CLI the phar, unless `wp` is on the PATH. */
export function findWooCommerce(environment: NodeJS.ProcessEnv): WooCommercePrograms | Missing {
  const wordpress = environment['URUMI_TEST_WORDPRESS'];
  if (wordpress === undefined)
    return { missing: 'URUMI_TEST_WORDPRESS, the folder of a WordPress with WooCommerce: see test/engines/README.md' };
  for (const part of ['wp-includes/version.php', 'wp-content/plugins/woocommerce/woocommerce.php'])
    if (!existsSync(path.join(wordpress, part)))
      return { missing: `${part} in ${wordpress}, which URUMI_TEST_WORDPRESS names` };
  const mariaDb = findMariaDb(environment);
  if ('missing' in mariaDb) return mariaDb;
  const httpd = findApache(environment);
  if ('missing' in httpd) return httpd;
  const wp = findWpCli(environment);
  if (typeof wp !== 'string') return wp;
  return { ...mariaDb, ...httpd, wp, wordpress: path.resolve(wordpress) };
}

function findApache(environment: NodeJS.ProcessEnv): Pick<WooCommercePrograms, 'apache' | 'modules' | 'php'> | Missing {
  const apache = folderWith(['apache2'], { environment, patterns: systemFolders, packages: 'apache2' });
  if (typeof apache !== 'string') return apache;
  const packages = 'libapache2-mod-php php-cli php-mysql php-curl php-gd php-intl php-mbstring php-xml php-zip';
  const php = folderWith(['php'], { environment, packages });
  if (typeof php !== 'string') return php;
  const modules = '/usr/lib/apache2/modules';
  const [module] = globSync(path.join(modules, 'libphp*.so')).toSorted().toReversed();
  if (module === undefined)
    return { missing: `libphp*.so in ${modules}. On Debian and Ubuntu: apt-get install ${packages}` };
  return { apache: path.join(apache, 'apache2'), modules, php: module };
}

function findWpCli(environment: NodeJS.ProcessEnv): string | Missing {
  const own = environment['URUMI_TEST_WP_CLI'];
  if (own !== undefined)
    return existsSync(own) ? path.resolve(own) : { missing: `${own}, which URUMI_TEST_WP_CLI names` };
  const folders = (environment['PATH'] ?? '').split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, 'wp')).find(isProgram);
  return found ?? { missing: 'wp (WP-CLI) on the PATH, or its phar, which URUMI_TEST_WP_CLI names' };
}
