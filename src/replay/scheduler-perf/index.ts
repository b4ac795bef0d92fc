export type { DataItem, PerfResult, ProgressSample } from './data-item.js';
export type { SchedulerPerfPlan } from './plan.js';
export { schedulerPerf } from './setting.js';
export { NO_STOPWATCH, type Stopwatch } from './stopwatch.js';
