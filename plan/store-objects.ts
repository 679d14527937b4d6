import type { FleetSpec } from '../synth/spec/fleet.ts';
import type { StoreSpec } from '../synth/spec/store.ts';
import type { synthesise } from '../synth/synthesise.ts';
import { byId, type Objects } from './object-changes.ts';

/** A store as it is rendered. */
export interface RenderedStore {
  readonly objects: Objects;
  readonly url: string;
}

/** Renders stores for one fleet. */
export type RenderStore = (name: string, spec: StoreSpec) => RenderedStore;

/** A renderer for a fleet. */
export function rendererFor(fleet: FleetSpec, render: typeof synthesise): RenderStore {
  return (name, spec) => {
    const { stages, url } = render({ name, spec }, fleet);
    return { objects: byId(stages.flatMap(({ objects }) => objects)), url };
  };
}

/** What is left of a store when it is closed. */
export function keptOf(objects: Objects): Objects {
  return new Map([...objects].filter(([, { keep }]) => keep));
}
