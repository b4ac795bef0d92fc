export { atOnce } from './at-once.js';
export { batches } from './batches.js';
export { bursty } from './bursty.js';
export { diurnal } from './diurnal.js';
export { evenly } from './evenly.js';
export { poisson } from './poisson.js';
export { times } from './times.js';
