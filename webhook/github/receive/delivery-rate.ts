import type { Rate } from '../../../serving/rate-limit.ts';

/** What one address may deliver. A forge with every push of a busy organisation stays far below it. */
export const deliveryRate = { burst: 3_000, perSecond: 100 } as const satisfies Rate;
