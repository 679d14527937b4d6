import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context, Middleware } from 'koa';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Shorter answers gain nothing. */
const shortest = 1_024;

/** Compresses a text as the client likes it best; undefined when it likes none. */
async function compressed(context: Context, text: string): Promise<{ encoding: string; bytes: Buffer } | undefined> {
  const encoding = context.acceptsEncodings('br', 'gzip', 'identity');
  if (encoding === 'br')
    return { encoding, bytes: await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }) };
  if (encoding === 'gzip') return { encoding, bytes: await zip(text, { level: 5 }) };
  return undefined;
}

/** Compresses answers that are texts. Streams and files, which are compressed already, pass. */
export const compress: Middleware = async (context, next) => {
  await next();
  if (
    typeof context.body !== 'string' ||
    context.body.length < shortest ||
    context.response.headers['content-encoding'] !== undefined
  )
    return;
  context.vary('Accept-Encoding');
  const { type } = context;
  const small = await compressed(context, context.body);
  if (small === undefined) return;
  context.set('Content-Encoding', small.encoding);
  context.body = small.bytes;
  context.type = type;
};
