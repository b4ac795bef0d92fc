import { normalQuantile } from '../../../src/base/math.js';
import { Streams } from '../../../src/world/kernel/streams.js';

/** Standard normal draws by inversion; seeded, so that tests never flicker. */
export function normals(seed: number): () => number {
  const stream = new Streams(seed).get('test-normals');
  return () => normalQuantile(Math.max(stream.unit(), 1e-15));
}
