/** The volume claims behind `spec.storage`, the same in every engine that has them: the rules of the Store's definition know them too. */
export const volumeClaims = { database: 'db-data', files: 'uploads' } as const;

/** How many volumes a status lists. Many more than a store has: those that outlived earlier stores of its name count too. */
export const mostVolumes = 500;
