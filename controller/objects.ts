/** The objects that both loops work on, as the API server has them. */
export type { FleetObject, StoreObject } from '../synth/spec/objects.ts';
