const mebibytes = { Mi: 1, Gi: 1024, Ti: 1024 * 1024 } as const;

/**
 * A Kubernetes memory or storage quantity in MiB.
 *
 * @param quantity whole Mi, Gi or Ti, the only units that Urumi writes
 * @throws RangeError for any other
 */
export function toMebibytes(quantity: string): number {
  const match = /^(\d+)(Mi|Gi|Ti)$/.exec(quantity);
  if (match === null) throw new RangeError(`not a quantity in whole Mi, Gi or Ti: ${quantity}`);
  return Number(match[1]) * mebibytes[match[2] as keyof typeof mebibytes];
}

/** `20Gi` of 20480: a size in MiB in Kubernetes' notation, in GiB where that is a whole number. */
export function fromMebibytes(size: number): string {
  return size % 1024 === 0 ? `${size / 1024}Gi` : `${size}Mi`;
}

/**
 * A Kubernetes CPU quantity in millicores.
 *
 * @param quantity whole cores (`2`) or millicores (`250m`)
 * @throws RangeError for any other
 */
export function toMillicores(quantity: string): number {
  const match = /^(\d+)(m?)$/.exec(quantity);
  if (match === null) throw new RangeError(`not a CPU quantity in cores or millicores: ${quantity}`);
  return Number(match[1]) * (match[2] === 'm' ? 1 : 1000);
}
