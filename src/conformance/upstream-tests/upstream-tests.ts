import type { CaseTally } from '../case-tally.js';
import type { KindOfCases, RecordedLine } from '../contract.js';
import { INT_OR_STRING } from './int-or-string.js';
import { LABEL_SELECTORS } from './label-selectors.js';
import { POD_REQUESTS } from './pod-requests.js';
import { QUANTITIES } from './quantities.js';
import type { RecordedFunction } from './recorded-function.js';

const FUNCTIONS: Readonly<Record<string, RecordedFunction>> = {
  ...QUANTITIES, ...INT_OR_STRING, ...LABEL_SELECTORS, ...POD_REQUESTS,
  // Two packages have a function of this name.
  Parse: (call) => ('selector' in call.args ? LABEL_SELECTORS : INT_OR_STRING)['Parse']!(call),
};

/** Calls of single functions of the API machinery, as its own tests made them. */
export const upstreamTests: KindOfCases = {
  name: 'API machinery calls',
  title: 'calls of functions of Kubernetes\' API machinery: quantities, numbers or percentages, label selectors, pod requests',
  shape: 'cases',
  recognises: ({ suite, fn, args, expect }) => typeof suite === 'string' && typeof fn === 'string' && isObject(args) && isObject(expect),
  compare({ fn, args, expect }: RecordedLine, tally: CaseTally): void {
    tally.decide('', (comparison) => {
      const replay = typeof fn === 'string' && Object.hasOwn(FUNCTIONS, fn) ? FUNCTIONS[fn] : undefined;
      if (replay === undefined || !isObject(args) || !isObject(expect)) {
        comparison.same({ field: 'fn' }, fn, `one of ${Object.keys(FUNCTIONS).join(', ')}`);
        return;
      }
      replay({ args, expect, comparison });
    });
  },
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
