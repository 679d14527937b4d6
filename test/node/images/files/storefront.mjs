// Stands in for the storefront, whose source no package registry has: asks the shop's server for its products, as the real one does, and lists them.
// env: NEXT_PUBLIC_MEDUSA_BACKEND_URL NEXT_PUBLIC_MEDUSA_PUBLISHABLE_KEY NEXT_PUBLIC_DEFAULT_REGION PORT
import { createServer } from 'node:http';

const { NEXT_PUBLIC_MEDUSA_BACKEND_URL: backend, NEXT_PUBLIC_MEDUSA_PUBLISHABLE_KEY: key, PORT = '8000' } = process.env;
const country = process.env.NEXT_PUBLIC_DEFAULT_REGION ?? 'de';

async function page() {
  const answer = await fetch(`${backend}/store/products?fields=title`, {
    headers: { 'x-publishable-api-key': key },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const { products } = await answer.json();
  return `<!doctype html><title>Shop</title><ul>${products.map(({ title }) => `<li>${title.replace(/[<&]/g, '')}</li>`).join('')}</ul>`;
}

createServer(async (request, response) => {
  if (request.url === '/favicon.ico') return response.writeHead(200, { 'content-type': 'image/x-icon' }).end();
  if (request.url === '/') return response.writeHead(307, { location: `/${country}` }).end();
  try {
    const text = await page();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(text);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error.message));
  }
}).listen(Number(PORT), '0.0.0.0');
process.once('SIGTERM', () => process.exit(0));
