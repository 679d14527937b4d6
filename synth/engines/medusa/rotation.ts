import { addRotationJob } from '../../rotation-job.ts';
import type { StoreChart } from '../../store-chart.ts';
import { databaseClient } from './files/files.ts';
import { jobs } from './plans.ts';
import { databaseImage, databaseName, databaseUser, secretNames } from './shop.ts';

/** Adds the Job that changes PostgreSQL's password, when the file asks for it. */
export function addRotation(chart: StoreChart): void {
  addRotationJob(chart, {
    client: databaseClient,
    image: databaseImage(chart.store),
    user: databaseUser,
    size: jobs.rotate.size,
    secret: secretNames.database,
    environment: { DB_HOST: 'postgres', DB_USER: databaseName, DB_NAME: databaseName },
  });
}
