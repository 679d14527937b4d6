/** `Job` of `Job.batch/store-x/setup-1`. */
export function kindOf(id: string): string {
  const slash = id.indexOf('/');
  const type = slash === -1 ? id : id.slice(0, slash);
  const dot = type.indexOf('.');
  return dot === -1 ? type : type.slice(0, dot);
}

/** `setup-1` of `Job.batch/store-x/setup-1`. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** For people: `Job setup-1`. */
export function titleOf(id: string): string {
  return `${kindOf(id)} ${nameOf(id)}`;
}
