// node adapt.mjs FOLDER : changes Medusa's starter so that one build serves every store, reading its settings when it starts. Fails when a place that it
// changes is not as it was at the pinned commit: then a person looks.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: node adapt.mjs FOLDER');

/** @param changes pairs of what is there (each exactly `times` times) and what is to be there instead */
function change(file, changes) {
  const target = path.join(root, file);
  let text = readFileSync(target, 'utf8');
  for (const { from, to, times = 1 } of changes) {
    const found = text.match(new RegExp(from.source, `${from.flags.replace('g', '')}g`))?.length ?? 0;
    if (found !== times) throw new Error(`${file}: ${from} is there ${found} times, not ${times}`);
    text = text.replace(new RegExp(from.source, `${from.flags.replace('g', '')}g`), () => to);
  }
  writeFileSync(target, text);
  process.stdout.write(`${file}: ${changes.length} changed\n`);
}

// Pages are made when they are asked for: at build time there is no shop to ask. An empty list would not do: such pages fail with DYNAMIC_SERVER_USAGE.
const staticParams = { from: /export async function generateStaticParams\(\)[^]*?\n}\n/, to: '' };
for (const page of ['categories/[...category]', 'collections/[handle]', 'products/[handle]'])
  change(`src/app/[countryCode]/(main)/${page}/page.tsx`, [staticParams]);

change('next.config.js', [
  // The key is known when the store starts.
  { from: /const checkEnvVariables = require\("\.\/check-env-variables"\)\s+checkEnvVariables\(\)\s+/, to: '' },
  // Only what runs goes into the image.
  {
    from: /reactStrictMode: true,/,
    to: 'reactStrictMode: true,\n  output: "standalone",\n  outputFileTracingRoot: require("path").join(__dirname, "../.."),',
  },
]);

// A secure cookie is lost over plain HTTP, which is what a local store may have.
const secure = {
  from: /secure: process\.env\.NODE_ENV === "production"/,
  to: 'secure: !(process.env["NEXT_PUBLIC_BASE_URL"] ?? "").startsWith("http:")',
};
change('src/lib/data/cookies.ts', [{ ...secure, times: 3 }]);
change('src/lib/data/locale-actions.ts', [secure]);

// Customers are sent on to the host that they asked for, which is not the one that this process listens on.
change('src/middleware.ts', [
  {
    from: /\$\{request\.nextUrl\.origin\}/,
    to: '${request.headers.get("x-forwarded-proto") ?? "http"}://${request.headers.get("host")}',
  },
]);

// The one request of a browser to the server, made by the storefront's server instead: that knows its address and the key.
writeFileSync(
  path.join(root, 'src/lib/data/product-options.ts'),
  `"use server"

import { sdk } from "@lib/config"
import { HttpTypes } from "@medusajs/types"

export async function listProductOptions() {
  return sdk.client.fetch<{ product_options?: HttpTypes.StoreProductOption[] }>("/store/product-options", {
    method: "GET",
    query: { is_exclusive: false, fields: "*values" },
  })
}
`,
);
change('src/modules/store/components/refinement-list/options-picker/index.tsx', [
  {
    from: /import \{ sdk \} from "@lib\/config"/,
    to: 'import { listProductOptions } from "@lib/data/product-options"',
  },
  {
    from: /await sdk\.client\.fetch<\{[^]*?\}>\("\/store\/product-options", \{[^]*?\n        \}\)/,
    to: 'await listProductOptions()',
  },
]);
