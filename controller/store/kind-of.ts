/** `Job` of `Job.batch/store-x/setup-1`. */
export function kindOf(id: string): string {
  const end = id.search(/[./]/);
  return end === -1 ? id : id.slice(0, end);
}

/** `setup-1` of `Job.batch/store-x/setup-1`. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** For people: `Job setup-1`. */
export function titleOf(id: string): string {
  return `${kindOf(id)} ${nameOf(id)}`;
}
