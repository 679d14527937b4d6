/** A value of a Kubernetes Secret (base64), without space around it; empty when there is none under that key. */
export function secretValue(data: Readonly<Record<string, string>> | undefined, key: string): string {
  return Buffer.from(data?.[key] ?? '', 'base64')
    .toString('utf8')
    .trim();
}
