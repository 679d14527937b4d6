// node wait-for-services.mjs : waits until PostgreSQL and Redis answer, with the drivers of the application in the current folder.
// env: DATABASE_URL REDIS_URL [DB_WAIT_S]
// exit: 0 both answer; 69 one does not; 77 one refuses us
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const deadline = Date.now() + Number(process.env.DB_WAIT_S ?? 300) * 1000;
// A refusal right after the start can be a server that still makes its users; five in a row are a wrong password.
const patience = 5;

// SQLSTATE: invalid authorization, wrong password, no such database.
const refusals = new Set(['28000', '28P01', '3D000']);

async function askDatabase() {
  const { Client } = require('pg');
  const client = new Client({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    throw Object.assign(error, { refused: refusals.has(error.code) });
  } finally {
    await client.end().catch(() => {});
  }
}

async function askRedis() {
  const { Redis } = require('ioredis');
  const redis = new Redis(process.env.REDIS_URL, {
    lazyConnect: true,
    connectTimeout: 5000,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  let reason;
  redis.on('error', (error) => (reason = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const message = reason?.message ?? error.message;
    throw Object.assign(new Error(message), { refused: /WRONGPASS|NOAUTH|NOPERM/.test(message) });
  } finally {
    redis.disconnect();
  }
}

async function waitFor(name, ask) {
  for (let refused = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      refused = error.refused ? refused + 1 : 0;
      if (refused >= patience) return end(77, `${name} refuses us: ${error.message}`);
      if (Date.now() >= deadline) return end(69, `${name} is not reachable: ${error.message || error.code}`);
    }
    await sleep(2000);
  }
}

function end(code, message) {
  process.stderr.write(`[wait] ${message}\n`);
  process.exit(code);
}

await waitFor('the database', askDatabase);
await waitFor('Redis', askRedis);
