import { fleetListSchema } from '../api/fleet-view.ts';
import { operation, type Operation } from '../http/operation.ts';
import type { LivePicture } from '../live/live-picture.ts';

/** Reads of fleets. */
export function fleetOperations(picture: LivePicture): Operation[] {
  return [
    operation({
      id: 'listFleets',
      method: 'get',
      path: '/fleets',
      summary: 'Fleets: revision, invalid files, closings that wait for approval, limits',
      answer: fleetListSchema,
      handle: () => ({ items: picture.fleets() }),
    }),
  ];
}
