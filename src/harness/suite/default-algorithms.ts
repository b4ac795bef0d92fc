import { defaultsOf } from '../../algorithms/parameters.js';
import { invariant } from '../../base/invariant.js';
import type { AlgorithmChoice } from '../../replay/plan.js';
import { BUILT_IN } from '../runner/built-in-catalogues.js';

const STRATEGY = 'level-triggered';

/** The control plane's algorithms when a scenario does not name others: all built-in controllers, as upstream runs them. */
export function defaultControlPlaneAlgorithms(): {
  readonly controllers: Readonly<Record<string, AlgorithmChoice>>;
  readonly strategy: AlgorithmChoice;
} {
  const strategy = BUILT_IN.strategies.get(STRATEGY);
  invariant(strategy !== undefined, `strategy ${STRATEGY} is not in the catalogue`);
  return {
    controllers: Object.fromEntries([...BUILT_IN.controllers].map(([name, { parameters }]) => [name, { name, parameters: defaultsOf(parameters) }])),
    strategy: { name: STRATEGY, parameters: defaultsOf(strategy.parameters) },
  };
}
