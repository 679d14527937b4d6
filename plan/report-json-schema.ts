import { z } from 'zod';
import { planReportSchema } from './plan-report.ts';

/** The JSON Schema of a plan report (draft 2020-12), for whoever reads `urumi plan -o json`. */
export function planReportJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(planReportSchema);
  return { $schema, title: 'Urumi plan report', ...rest };
}
