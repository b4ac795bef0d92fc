export { firstFit } from './packing/first-fit.js';
