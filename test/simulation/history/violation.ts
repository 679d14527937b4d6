/** What must hold in every history, as sentences. */
export const promises = {
  inventory: 'has an object in the inventory in the cluster before it makes it',
  volume: 'keeps the volumes of a store until its purge',
  purge: 'purges a store only when it is closed and its retention is over',
  secret: 'never changes a value of a Secret, and never loses one before the purge',
  setup: 'never runs two setups of one store beside each other',
  stranger: 'removes nothing that is not ours',
  foreign: 'writes nothing into a namespace that is not ours',
  guard: 'closes nothing that a guard should have held',
  leftovers: 'leaves nothing behind when a store has ended, volumes included',
  arrival: 'arrives at what Git wants when the faults end',
  leak: 'leaves no object that nobody wants',
} as const;

export type PromiseName = keyof typeof promises;

/** A promise that was not kept. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(`${promises[promise]}: not so: ${detail}`);
    this.promise = promise;
  }
}
