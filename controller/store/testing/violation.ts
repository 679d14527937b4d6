/** What must hold in every history, as sentences. */
export const invariants = {
  written: 'applies nothing whose id was not written before',
  data: 'removes namespace and claims in a purge only, and only after Purging was written',
  newShop: 'applies nothing of a new shop while Purging is what is written',
  stranger: 'removes nothing that lacks the label of its store',
  setups: 'never runs two setups beside each other',
  inventory: 'keeps every object that exists in the inventory that is written',
  leftovers: 'leaves nothing behind when the store ends',
  rest: 'comes to rest when the faults end',
  arrival: 'arrives at what Git wants when the faults end',
  prune: 'has pruned what nobody wants when it has arrived',
} as const;

export type Invariant = keyof typeof invariants;

/** An invariant that does not hold. */
export class Violation extends Error {
  readonly invariant: Invariant;

  constructor(invariant: Invariant, detail: string) {
    super(`${invariants[invariant]}: not so: ${detail}`);
    this.name = 'Violation';
    this.invariant = invariant;
  }
}
