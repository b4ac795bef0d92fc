import { z } from 'zod';

export const synthetic = z.record(z.string(), z.unknown());
