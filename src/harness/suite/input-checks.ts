import type { Problem } from '../../base/errors.js';
import { suggest } from '../../base/suggest.js';
import { KIND_WORDS } from '../../replay/kind-words.js';
import type { KubeObject } from '../../world/objects/index.js';
import type { InputLoader } from './inputs.js';
import type { LoadedScenario } from './load-scenario.js';

/**
 * Rules that need the inputs: changes are made to objects that exist, and what lives in the control plane has one.
 * Checked on every sweep point; the same problem is reported once.
 */
export function checkWithInputs(scenario: LoadedScenario, inputs: InputLoader): Problem[] {
  const problems = new Map<string, Problem>();
  for (const { scenario: decoded } of scenario.points) {
    const index = inputs.indexFor(scenario.folder);
    const objects = decoded.workload.flatMap((entry) => ('manifests' in entry ? inputs.cellInputs().manifests[index.manifests(entry.manifests)]! : []));
    const names = objects.map(targetOf);
    decoded.workload.forEach((entry, i) => {
      if (!('headroom' in entry)) return;
      const asked = inputs.cellInputs().manifests[index.manifests([entry.headroom.pod])]!;
      if (asked.length === 1 && asked[0]!.kind === 'Pod') return;
      problems.set(`headroom ${i}`, {
        code: 'SCN035', message: `"${entry.headroom.pod}" holds ${asked.map(({ kind }) => kind).join(', ') || 'nothing'}, expected one Pod`,
        ...scenario.locator.place(['workload', i, 'headroom', 'pod'], 'value'),
      });
    });
    decoded.changes.forEach((change, i) => {
      const key = 'scale' in change ? 'scale' : 'set-image' in change ? 'set-image' : 'delete';
      const target = (change as Record<string, unknown>)[key] as string;
      const [kind = '', name = ''] = target.split('/');
      if (names.includes(`${(KIND_WORDS.get(kind) ?? kind).toLowerCase()}/${name}`)) return;
      const near = suggest(target, names);
      problems.set(`change ${i}`, {
        code: 'SCN032', message: `no manifest of this workload has ${target}`, ...scenario.locator.place(['changes', i, key], 'value'),
        hint: near === null ? `there are: ${names.join(', ') || 'none'}` : `did you mean "${near}"?`,
      });
    });
    const needs = objects.some(({ kind }) => kind === 'Deployment') || decoded.changes.length > 0 || decoded.faults.length > 0;
    for (const [name, variant] of Object.entries(decoded.variants)) {
      const own = variant['control-plane'];
      if (!needs || (own ?? decoded['control-plane']) !== 'off') continue;
      problems.set(`control plane ${name}`, {
        code: 'SCN033', message: `variant "${name}" has no control plane, which Deployments, changes and faults need`,
        ...scenario.locator.place(own === undefined ? ['control-plane'] : ['variants', name, 'control-plane'], 'key'), hint: 'leave out "control-plane: off"',
      });
    }
  }
  return [...problems.values()];
}

/** An object as changes name it: `deployment/web`. */
function targetOf({ kind, metadata }: KubeObject): string { return `${kind.toLowerCase()}/${metadata.name}`; }
