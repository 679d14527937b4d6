// Speaks HTTP to the shop as its ingress controller would, inside the cluster. Plain Node, no dependencies.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** No address, or nobody listens yet: nothing was sent, so trying again can place no second order. */
const unsent = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);
const timeoutMs = 30_000;
const maxBytes = 5_000_000;

/**
 * Sends one request.
 *
 * @param request {base, method, path, body, headers}
 * @returns {status, headers, text}
 */
function send({ base, method = 'GET', path, body, headers = {} }) {
  const url = new URL(path, base);
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method,
      timeout: timeoutMs,
      headers: {
        Host: process.env.HOST,
        'X-Forwarded-Proto': process.env.SCHEME,
        Accept: '*/*',
        ...(content === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(content) }),
        ...headers,
      },
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    request.on('error', reject);
    request.on('response', (response) => {
      const parts = [];
      let size = 0;
      response.on('data', (part) => {
        parts.push(part);
        if ((size += part.length) > maxBytes) response.destroy(new Error(`an answer of more than ${maxBytes} bytes`));
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }),
      );
    });
    request.end(content);
  });
}

/** Makes calls, notes what each took in `steps`, and fails on an answer that is not wanted. */
export function shopClient(steps) {
  /** @param request what `send` takes, and `want`: the statuses that are right */
  return async function call(name, request) {
    const { want = [200, 201] } = request;
    for (let attempt = 1; ; attempt++) {
      const start = Date.now();
      try {
        const answer = await send(request);
        steps[name] = `${answer.status} ${Date.now() - start}ms${attempt > 1 ? ` try${attempt}` : ''}`;
        if (!want.includes(answer.status)) throw new Error(`HTTP ${answer.status} ${answer.text.slice(0, 300)}`);
        return { ...answer, json: isJson(answer) ? JSON.parse(answer.text) : undefined };
      } catch (error) {
        if (!unsent.has(error.code) || attempt >= 20)
          throw new Error(`${name}: ${error.message || error.code}`, { cause: error });
        await sleep(500);
      }
    }
  };
}

function isJson({ headers }) {
  return String(headers['content-type']).includes('json');
}

/** A short-lived token of the shop's own making, for an administrator that is nobody: the form that Medusa's login gives. */
export function adminToken(secret) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    actor_id: 'validation',
    actor_type: 'user',
    auth_identity_id: '',
    app_metadata: {},
    iat: now,
    exp: now + 600,
  };
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}
