export { hasLabels, matchesName, nearNames, perfName } from './choose.js';
export type { PerfObject } from './object-template.js';
export type { CreatePods, LabelEquals, NodePreparation, PerfOperation, TemplateText } from './operations.js';
export { readPerfFile, type CollectedMetrics, type PerfThreshold, type PerfWorkload } from './test-cases.js';
