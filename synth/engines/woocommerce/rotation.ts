import { addRotationJob } from '../../rotation-job.ts';
import type { StoreChart } from '../../store-chart.ts';
import { databaseClient } from './files/files.ts';
import { jobSizes } from './plans.ts';
import { databaseImage, databaseName, databaseUser, secretNames } from './shop.ts';

/** Adds the Job that changes MariaDB's password, when the file asks for it. */
export function addRotation(chart: StoreChart): void {
  addRotationJob(chart, {
    client: databaseClient,
    image: databaseImage(chart.store),
    user: databaseUser,
    size: jobSizes.rotate,
    secret: secretNames.database,
    environment: { DB_HOST: 'db', DB_USER: databaseName },
  });
}
