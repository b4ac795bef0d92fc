import type { CellPlan } from '../../replay/plan.js';
import { canonicalJson, sha256 } from '../canonical-json.js';
import { RESULT_SCHEMA } from '../store/record.js';
import { NODE_INPUTS, type InputLoader } from './inputs.js';

/**
 * Hash of everything that decides a cell's result: the decoded plan, the bytes of its inputs, the graphs of its
 * modules, the revision of every algorithm used, and the result schema. The cell's names are left out, its seed is not.
 * Input indexes are replaced by the inputs' own hashes, since an index depends on what else the run loads.
 */
export function contentKey(plan: CellPlan, context: {
  readonly inputs: InputLoader;
  readonly moduleHashes: readonly string[];
  readonly revisions: Readonly<Record<string, number>>;
}): string {
  const { id, nodes, workload, ...rest } = plan;
  const { inputs, moduleHashes, revisions } = context;
  return sha256(canonicalJson({
    ...rest,
    seed: id.seed,
    nodes: nodes.map((entry) => (entry.kind === 'uniform' ? entry : { ...entry, input: inputs.hashOf(NODE_INPUTS[entry.kind], entry.input) })),
    workload: workload.map((entry) => (
      entry.kind === 'synthetic' ? entry : { ...entry, input: inputs.hashOf(entry.kind === 'trace' ? 'pods' : 'manifests', entry.input) }
    )),
    moduleHashes,
    revisions,
    schema: RESULT_SCHEMA,
  }));
}
