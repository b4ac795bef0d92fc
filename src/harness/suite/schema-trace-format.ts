import { z } from 'zod';
import * as formats from '../../workloads/readers/catalog.js';

/** `format:` of a trace: the name of one of the catalogue's readers. */
export const traceFormat = z.enum(Object.values(formats).map(({ name }): string => name));
