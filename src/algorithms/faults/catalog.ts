export { brokenWatch } from './broken-watch.js';
export { lostEvents } from './lost-events.js';
export { nodeCrash } from './node-crash.js';
