import { z } from 'zod';
import { duration } from './scalars.js';
import { exact, oneOf } from './schema-object.js';

const target = z.string().regex(/^[a-z]+\/[a-z0-9.-]+$/, 'expected kind/name, such as deployment/web');

const scale = exact({ at: duration, scale: target, replicas: z.int().min(0) });
const setImage = exact({ at: duration, 'set-image': target, image: z.string().min(1), container: z.string().optional() });
const remove = exact({ at: duration, delete: target });

/** `changes:`: what somebody does to the workload while it runs. */
export const changes = z.array(oneOf('a change: scale, set-image or delete', [scale, setImage, remove]));

export type DecodedChange = z.output<typeof changes>[number];
