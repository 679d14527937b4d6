import { ModuleProvider, Modules } from '@medusajs/framework/utils';
import { DatabaseFiles } from './service';

export default ModuleProvider(Modules.FILE, { services: [DatabaseFiles] });
