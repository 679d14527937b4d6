import * as z from 'zod';

const sha256 = /^[0-9a-f]{64}$/i;

const releaseSchema = z.object({
  assets: z.array(z.object({ name: z.string(), digest: z.string().nullish() })),
});

/**
 * The SHA-256 that a checksum file states for a file: either the file holds nothing but the sum, or lines of `<hex>
 * <name>`.
 *
 * @returns lower-case hex; undefined when it states none
 */
export function checksumInFile(text: string, fileName: string): string | undefined {
  const lines = text.trim().split('\n');
  const first = lines[0]?.trim() ?? '';
  if (lines.length === 1 && sha256.test(first)) return first.toLowerCase();
  for (const line of lines) {
    const [sum, name] = line.trim().split(/\s+\*?/, 2);
    if (sum !== undefined && sha256.test(sum) && name === fileName) return sum.toLowerCase();
  }
  return undefined;
}

/**
 * The SHA-256 that GitHub states for a release asset, in the answer to `GET /repos/{owner}/{repo}/releases/tags/{tag}`
 * (`assets[].digest`, `sha256:<hex>`; there since June 2025).
 *
 * @returns lower-case hex; undefined when it states none
 */
export function checksumInRelease(text: string, fileName: string): string | undefined {
  const release = releaseSchema.safeParse(parseJson(text)).data;
  const digest = release?.assets.find((asset) => asset.name === fileName)?.digest;
  const sum = digest?.replace(/^sha256:/, '');
  return sum !== undefined && sha256.test(sum) ? sum.toLowerCase() : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
