import { k8s } from 'cdk8s-plus-28';
import type { StoreChart } from '../../store-chart.ts';
import type { StoreContext } from '../engine.ts';
import { cronScripts, phpIni, setupScripts, validationScripts, vhost } from './files/files.ts';
import { plans } from './plans.ts';
import { configMaps, databaseName, docroot, webPort } from './shop.ts';

type Data = Record<string, string>;

/** Environment of every container that runs the shop's code. */
export function environmentData(store: StoreContext): Data {
  return {
    DOCROOT: docroot,
    HOST: store.hosts[0],
    SCHEME: store.scheme,
    WORDPRESS_CONFIG_EXTRA: configExtra(store),
    WORDPRESS_DB_HOST: 'db',
    WORDPRESS_DB_NAME: databaseName,
    WORDPRESS_DB_USER: databaseName,
  };
}

/** Apache's configuration files, by file name. */
export function httpdData(store: StoreContext): Data {
  return {
    '000-default.conf': vhost,
    'mpm_prefork.conf': prefork(plans[store.spec.plan].workers),
    'ports.conf': `Listen ${webPort}\n`,
  };
}

export const phpData: Data = { 'zz-store.ini': phpIni };

const scripts: Data = Object.fromEntries(
  Object.entries({ ...setupScripts, ...cronScripts, ...validationScripts }).sort(([left], [right]) =>
    left < right ? -1 : 1,
  ),
);

/** Adds the config maps of a store. */
export function addConfiguration(chart: StoreChart): void {
  addConfigMap(chart, configMaps.environment, 'web', environmentData(chart.store));
  addConfigMap(chart, configMaps.httpd, 'web', httpdData(chart.store));
  addConfigMap(chart, configMaps.php, 'web', phpData);
  // Here and not in the image: so they change with Urumi, and the image stays a plain WooCommerce.
  addConfigMap(chart, configMaps.scripts, 'setup', scripts);
}

function addConfigMap(chart: StoreChart, name: string, component: string, data: Data): void {
  chart.add('config', k8s.KubeConfigMap, { metadata: chart.metadata(name, component), data, immutable: false });
}

/**
 * PHP that wp-config.php evaluates, so it is built from validated names alone. The shop answers under each of its hosts as itself; anything else, and
 * wp-cli, gets the first. The list of hosts keeps a forged Host header out of links and mails.
 */
function configExtra({ hosts, scheme }: StoreContext): string {
  const list = hosts.map((host) => `'${host}'`).join(',');
  return [
    `$store_hosts=[${list}];`,
    `$store_host=strtolower($_SERVER['HTTP_HOST']??'');`,
    `if(!in_array(preg_replace('/:[0-9]+$/','',$store_host),$store_hosts,true)){$store_host=$store_hosts[0];}`,
    `define('WP_HOME','${scheme}://'.$store_host);`,
    `define('WP_SITEURL','${scheme}://'.$store_host);`,
    scheme === 'https' ? `define('FORCE_SSL_ADMIN',true);` : '',
    // The shop's code is the image's: no updates and no plugins from inside.
    `define('DISALLOW_FILE_EDIT',true);define('DISALLOW_FILE_MODS',true);define('AUTOMATIC_UPDATER_DISABLED',true);`,
    `define('DISABLE_WP_CRON',true);define('WP_MEMORY_LIMIT','256M');define('WP_MAX_MEMORY_LIMIT','256M');`,
  ].join('');
}

/**
 * With KeepAlive the ingress controller's idle connections hold the few workers, and probes and customers wait behind them: 30.9 s
 * for the slowest of 250 requests instead of 1.1 s.
 */
function prefork(workers: number): string {
  return `StartServers 2
MinSpareServers 1
MaxSpareServers 3
ServerLimit ${workers}
MaxRequestWorkers ${workers}
MaxConnectionsPerChild 500
KeepAlive Off
`;
}
