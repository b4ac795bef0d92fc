export { openb } from './openb.js';
