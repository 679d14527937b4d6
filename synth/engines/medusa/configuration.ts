import { k8s } from 'cdk8s-plus-28';
import type { StoreChart } from '../../store-chart.ts';
import type { StoreContext } from '../engine.ts';
import { redisConfig, redisStart, scripts } from './files/files.ts';
import { plans } from './plans.ts';
import { configMaps } from './shop.ts';

type Data = Record<string, string>;

/** Environment of every container that runs Medusa. */
export function environmentData({ hosts, scheme }: StoreContext): Data {
  // Shop, API and admin pages share their hosts, so each origin is allowed everywhere.
  const origins = hosts.map((host) => `${scheme}://${host}`).join(',');
  return {
    ADMIN_CORS: origins,
    AUTH_CORS: origins,
    // Without TLS a browser would never get the cookie that says who is logged in.
    COOKIE_SECURE: String(scheme === 'https'),
    HOME: '/tmp',
    MEDIA_URL: `${scheme}://${hosts[0]}/media`,
    MEDUSA_DISABLE_TELEMETRY: '1',
    STORE_CORS: origins,
  };
}

/** Redis' configuration, but for its password, and what starts it with that. */
export function redisData({ spec }: StoreContext): Data {
  return { 'redis.conf': `${redisConfig}maxmemory ${plans[spec.plan].redis.memory}\n`, 'start-redis.sh': redisStart };
}

/** Adds the config maps of a store. */
export function addConfiguration(chart: StoreChart): void {
  addConfigMap(chart, configMaps.environment, 'server', environmentData(chart.store));
  addConfigMap(chart, configMaps.redis, 'redis', redisData(chart.store));
  // Here and not in the image: so they change with Urumi.
  addConfigMap(chart, configMaps.scripts, 'setup', { ...scripts });
}

function addConfigMap(chart: StoreChart, name: string, component: string, data: Data): void {
  chart.add('config', k8s.KubeConfigMap, { metadata: chart.metadata(name, component), data, immutable: false });
}
