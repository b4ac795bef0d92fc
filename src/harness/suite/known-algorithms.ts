import type { ManifestAlgorithm } from '../store/manifest.js';
import { BUILT_IN } from '../runner/built-in-catalogues.js';
import type { ModuleDescription, ModuleReference } from '../runner/protocol.js';
import type { KnownAlgorithm, KnownAlgorithms, KnownKind } from './algorithm-choice.js';

/** A module of a scenario with what it told of itself. */
export interface DescribedModule extends ModuleReference { readonly description: ModuleDescription }

type Kind = KnownKind['kind'];

/** An algorithm that a scenario may name, with the module that brings it. */
export interface ListedAlgorithm extends KnownAlgorithm, ManifestAlgorithm {
  readonly kind: Kind;
  /** Index into the scenario's modules; -1 for a built-in one. */
  readonly moduleIndex: number;
}

/** Everything that a scenario may name: the built-in algorithms and those of its modules. */
export function listAlgorithms(modules: readonly DescribedModule[]): ListedAlgorithm[] {
  return [
    ...builtIn('scheduler', BUILT_IN.schedulers),
    ...builtIn('controller', BUILT_IN.controllers),
    ...builtIn('strategy', BUILT_IN.strategies),
    ...builtIn('fault', BUILT_IN.faults),
    ...modules.flatMap(({ label, description }, moduleIndex) => (description.loaded ? description.algorithms : [])
      .map((algorithm): ListedAlgorithm => ({ ...algorithm, kind: algorithm.kind as Kind, module: label, moduleIndex }))),
  ];
}

/** The same by kind, for validation. */
export function knownAlgorithms(listed: readonly ListedAlgorithm[], modules: readonly DescribedModule[]): KnownAlgorithms {
  const mayBeUnloaded = modules.some(({ description }) => !description.loaded);
  const known = (kind: Kind): KnownKind => ({
    kind,
    mayBeUnloaded,
    algorithms: new Map(listed.filter((entry) => entry.kind === kind).map((entry) => [entry.name, entry])),
  });
  return { scheduler: known('scheduler'), controller: known('controller'), strategy: known('strategy'), fault: known('fault') };
}

interface BuiltInDefinition extends KnownAlgorithm {
  readonly title: string;
  readonly source: string;
  readonly differs?: readonly string[];
  readonly cost?: { readonly source: string };
}

function builtIn(kind: Kind, definitions: ReadonlyMap<string, BuiltInDefinition>): ListedAlgorithm[] {
  return [...definitions.values()].map((definition) => ({
    kind,
    name: definition.name,
    title: definition.title,
    source: definition.source,
    revision: definition.revision,
    differs: definition.differs ?? [],
    parameters: definition.parameters,
    costSource: definition.cost?.source ?? null,
    module: null,
    moduleIndex: -1,
  }));
}
