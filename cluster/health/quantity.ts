const shape = /^(\d{1,18}(?:\.\d{1,9})?)(?:([KMGTPE])i|([kMGTPE])|[eE](\d{1,2}))?$/;
const powers = 'KMGTPE';

/**
 * Bytes of a storage quantity (`10Gi`, `5G`, `1e9`), undefined when it is none.
 *
 * Notation: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function bytesOf(quantity: string): number | undefined {
  const [whole, digits, binary, decimal, exponent] = shape.exec(quantity) ?? [];
  if (whole === undefined) return undefined;
  const number = Number(digits);
  if (binary !== undefined) return number * 1024 ** (powers.indexOf(binary) + 1);
  if (decimal !== undefined) return number * 1000 ** (powers.indexOf(decimal.toUpperCase()) + 1);
  return number * 10 ** Number(exponent ?? 0);
}
