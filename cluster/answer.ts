import type { Dispatcher } from 'undici';
import { OversizedAnswer, parseJson } from './garbled-answer.ts';
import { refusal } from './refusal.ts';
import type { ApiError } from './errors.ts';

/** The longest answer that we read. A page of 500 large objects is a few MB. */
const longestAnswer = 64 * 1024 * 1024;
/** Of an error only this much is of interest. */
const longestRefusal = 256 * 1024;

/**
 * Reads and parses an answer.
 *
 * @throws ApiError when its status is not 2xx; GarbledAnswer when it is not JSON; OversizedAnswer when it is too long
 */
export async function readAnswer(
  request: { readonly method: string; readonly path: string },
  answer: Dispatcher.ResponseData,
): Promise<unknown> {
  if (answer.statusCode < 200 || answer.statusCode > 299) throw await readRefusal(request, answer);
  const text = await readText(answer, longestAnswer);
  return text === '' ? undefined : parseJson(text, 'an answer');
}

/** Makes the error out of an answer that is not 2xx. */
export async function readRefusal(
  request: { readonly method: string; readonly path: string },
  answer: Dispatcher.ResponseData,
): Promise<ApiError> {
  const retryAfterMs = retryAfter(answer.headers['retry-after']);
  return refusal({
    method: request.method,
    path: request.path,
    status: answer.statusCode,
    body: await readText(answer, longestRefusal),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The texts of the `Warning: 299` headers of an answer. */
export function warningsOf(headers: Dispatcher.ResponseData['headers']): string[] {
  const header = headers['warning'];
  const lines = header === undefined ? [] : [header].flat();
  return lines.flatMap((line) =>
    [...line.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => unquote(text)),
  );
}

function unquote(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** The API server sends whole seconds; an HTTP date (a proxy's) is not worth the trouble and counts as no hint. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : undefined;
}

async function readText(answer: Dispatcher.ResponseData, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new OversizedAnswer(`an answer of more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString('utf8');
}
