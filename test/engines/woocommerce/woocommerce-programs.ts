import { globSync } from 'node:fs';
import path from 'node:path';
import { folderWith, type Missing } from '../find-program.ts';
import { findWordPress, type WordPressTree } from './find-wordpress.ts';

/** A MariaDB of the system. */
export interface MariaDbPrograms {
  /** Folder with `mariadb-install-db` and `mariadb`. */
  readonly client: string;
  /** The server. */
  readonly server: string;
}

/** What a WooCommerce shop runs on when no container does. */
export interface WooCommercePrograms extends MariaDbPrograms, WordPressTree {
  readonly apache: string;
  /** Folder of Apache's modules. */
  readonly modules: string;
  /** The module that runs PHP. */
  readonly php: string;
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

/** Looks for all of it. */
export function findWooCommerce(environment: NodeJS.ProcessEnv): WooCommercePrograms | Missing {
  const tree = findWordPress(environment);
  if ('missing' in tree) return tree;
  const mariaDb = findMariaDb(environment);
  if ('missing' in mariaDb) return mariaDb;
  const httpd = findApache(environment);
  if ('missing' in httpd) return httpd;
  return { ...mariaDb, ...httpd, ...tree };
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
