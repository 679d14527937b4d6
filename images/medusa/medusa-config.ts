import { defineConfig, loadEnv } from '@medusajs/framework/utils';

loadEnv(process.env['NODE_ENV'] ?? 'development', process.cwd());

const { DATABASE_URL, REDIS_URL, STORE_CORS = '', ADMIN_CORS = '', AUTH_CORS = '' } = process.env;
const workerMode = (process.env['MEDUSA_WORKER_MODE'] ?? 'shared') as 'shared' | 'server' | 'worker';

/** Without these, events, workflows, locks and caches are in the memory of one process, and a second server knows nothing of them. */
const inRedis = [
  { resolve: '@medusajs/medusa/event-bus-redis', options: { redisUrl: REDIS_URL } },
  { resolve: '@medusajs/medusa/workflow-engine-redis', options: { redis: { redisUrl: REDIS_URL } } },
  {
    resolve: '@medusajs/medusa/locking',
    options: {
      providers: [
        {
          resolve: '@medusajs/medusa/locking-redis',
          id: 'locking-redis',
          is_default: true,
          options: { redisUrl: REDIS_URL },
        },
      ],
    },
  },
  {
    resolve: '@medusajs/medusa/caching',
    options: {
      providers: [
        { resolve: '@medusajs/caching-redis', id: 'caching-redis', is_default: true, options: { redisUrl: REDIS_URL } },
      ],
    },
  },
];

/** Uploads are in the database, where every server and every backup finds them. */
const files = {
  resolve: '@medusajs/medusa/file',
  options: {
    providers: [
      {
        resolve: './src/modules/database-files',
        id: 'database',
        options: {
          databaseUrl: DATABASE_URL,
          baseUrl: process.env['MEDIA_URL'],
          signingKey: process.env['JWT_SECRET'],
        },
      },
    ],
  },
};

module.exports = defineConfig({
  // Relative, so that one build serves every host.
  admin: { disable: process.env['DISABLE_MEDUSA_ADMIN'] === 'true', backendUrl: '/' },
  projectConfig: {
    databaseUrl: DATABASE_URL,
    // Within the cluster, on a network that lets only these pods through.
    databaseDriverOptions: { ssl: false, sslmode: 'disable' },
    redisUrl: REDIS_URL,
    workerMode,
    // Over plain HTTP a browser would never get a secure cookie, and could not log in.
    cookieOptions: { secure: process.env['COOKIE_SECURE'] !== 'false', sameSite: 'lax' },
    http: {
      storeCors: STORE_CORS,
      adminCors: ADMIN_CORS,
      authCors: AUTH_CORS,
      jwtSecret: process.env['JWT_SECRET'],
      cookieSecret: process.env['COOKIE_SECRET'],
    },
  },
  modules: [files, ...inRedis],
});
