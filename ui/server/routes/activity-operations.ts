import type { Activities } from '../activity/activities.ts';
import { activityListSchema, activityQuerySchema } from '../api/activity-view.ts';
import { operation, type Operation } from '../http/operation.ts';

/** Reads of what happened. */
export function activityOperations(activities: Activities): Operation[] {
  return [
    operation({
      id: 'listActivity',
      method: 'get',
      path: '/activity',
      summary:
        'Who did what and when: pull requests, commits, what the cluster made of them, what people asked for here',
      query: activityQuerySchema,
      answer: activityListSchema,
      handle: ({ query }) => activities.page(query),
    }),
  ];
}
