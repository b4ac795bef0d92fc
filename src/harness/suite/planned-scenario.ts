import type { GateRule } from './gate-rule.js';
import type { LoadedScenario } from './load-scenario.js';
import type { PlannedScenario } from './planned-suite.js';
import type { DecodedGate } from './schema-gates.js';

/** What a run tells of a scenario file. */
export function plannedScenario(loaded: LoadedScenario): PlannedScenario {
  const { name, file, about, modules, algorithms, points } = loaded;
  const gates = points[0]!.scenario.gates.map((gate, index) => gateRule(gate, placeOfGate(loaded, index)));
  return { name, file, about, modules, algorithms, gates, files: [], warnings: [] };
}

/** `file:line` of a gate. */
function placeOfGate({ file, locator }: LoadedScenario, index: number): string {
  return `${file}:${locator.place(['gates', index], 'value').place.line ?? 1}`;
}

function gateRule(gate: DecodedGate, place: string): GateRule {
  const { metric, statistic, variant, versus, atMost, atLeast, mayRise, mayFall } = gate;
  return {
    metric, statistic, variant, place,
    demand: versus === null
      ? { kind: 'limit', atMost, atLeast }
      : { kind: 'versus', base: versus === 'baseline' ? 'baseline' : { variant: versus }, mayRise, mayFall },
  };
}
