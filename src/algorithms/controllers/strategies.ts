export { edgeTriggered } from './strategies/edge-triggered.js';
export { levelTriggered } from './strategies/level-triggered.js';
export { periodicPoll } from './strategies/periodic-poll.js';
