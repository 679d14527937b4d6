import { z } from 'zod';
import { labels } from '../../../synth/spec/names.ts';
import type { ShopBed } from './shop-bed.ts';

const podSchema = z.looseObject({
  status: z.looseObject({
    containerStatuses: z
      .tuple([z.looseObject({ state: z.looseObject({ terminated: z.looseObject({ message: z.string() }) }) })])
      .rest(z.unknown()),
  }),
});
const reportSchema = z.looseObject({ ok: z.boolean(), status: z.string(), unproven: z.string().optional() });

/** What the validation of a store has left in the status of its pod. */
export async function validationReport(bed: ShopBed, store: string): Promise<z.infer<typeof reportSchema>> {
  const pods = await bed.objects(store, 'Pod');
  const pod = podSchema.parse(pods.find(({ metadata }) => metadata.labels?.[labels.component] === 'validate'));
  return reportSchema.parse(JSON.parse(pod.status.containerStatuses[0].state.terminated.message));
}
