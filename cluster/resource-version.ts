/**
 * Which of two resourceVersions of the same resource is newer: positive when `a` is, 0 when they are equal.
 *
 * They are decimal numbers that only grow, and comparing them is part of the API since Kubernetes 1.35 (KEP-5504). They may outgrow a double, so
 * they are compared as text.
 */
export function compareResourceVersions(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
