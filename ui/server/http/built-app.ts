import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Context, Middleware } from 'koa';

/** A file of the built app, in every form in which it may be asked for. */
interface BuiltFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
  /** Its name has a digest of its content: it never changes. */
  readonly immutable: boolean;
}

/** Paths of the app's own pages: all are index.html, which looks at the address itself. */
const pages = [
  /^\/$/,
  /^\/stores\/[a-z0-9-]{1,63}(\/(close|reopen|suspend|resume|edit|rollback\/[0-9a-f]{40,64}))?$/,
  /^\/new$/,
  /^\/closed$/,
  /^\/pulls$/,
  /^\/pulls\/[1-9]\d{0,8}$/,
  /^\/activity$/,
  /^\/fleet$/,
];
const texts = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest']);

async function built(file: string, name: string): Promise<BuiltFile> {
  const plain = await readFile(file);
  const common = { type: path.extname(name), plain, immutable: name.startsWith('assets/') };
  if (!texts.has(common.type)) return common;
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(plain), promisify(gzip)(plain, { level: 9 })]);
  return { ...common, br, gzip: zipped };
}

/** Reads a built app into memory, compressed once. It is a few hundred kilobytes. */
export async function readBuiltApp(directory: string): Promise<ReadonlyMap<string, BuiltFile>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return new Map(
    await Promise.all(files.map(async (name) => [name, await built(path.join(directory, name), name)] as const)),
  );
}

/** Which file an address means, and whether it is an address of the app at all. */
function lookUp(context: Context, files: ReadonlyMap<string, BuiltFile>): { file?: BuiltFile; status: 200 | 404 } {
  const name = context.path.slice(1);
  const file = files.get(name);
  if (file !== undefined) return { file, status: 200 };
  const index = files.get('index.html');
  if (index === undefined || name.startsWith('api/')) return { status: 404 };
  if (pages.some((page) => page.test(context.path))) return { file: index, status: 200 };
  return context.accepts('html', 'json') === 'html' ? { file: index, status: 404 } : { status: 404 };
}

function send(context: Context, file: BuiltFile): void {
  const encoding = context.acceptsEncodings('br', 'gzip', 'identity');
  const form = encoding === 'br' || encoding === 'gzip' ? file[encoding] : undefined;
  context.set('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  context.vary('Accept-Encoding');
  if (form !== undefined) context.set('Content-Encoding', String(encoding));
  context.body = form ?? file.plain;
  context.type = file.type;
}

/**
 * Serves a built app: files by their names, index.html for its pages, and with 404 for any other address that a browser shows. Nothing
 * outside the map can be reached, whatever the path says.
 */
export function serveBuiltApp(files: ReadonlyMap<string, BuiltFile>): Middleware {
  return async (context, next) => {
    const isRead = context.method === 'GET' || context.method === 'HEAD';
    const { file, status } = lookUp(context, files);
    if (!isRead || file === undefined) {
      await next();
      return;
    }
    context.status = status;
    send(context, file);
  };
}
