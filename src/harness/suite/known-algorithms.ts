import type { SchedulerDefinition } from '../../algorithms/schedulers/contract.js';
import { describedPlugin } from '../../algorithms/schedulers/kube/added/adapt.js';
import type { Point } from '../../algorithms/schedulers/kube/framework/plugin.js';
import type { ManifestAlgorithm } from '../store/manifest.js';
import { BUILT_IN } from '../runner/built-in-catalogues.js';
import type { ModuleDescription, ModuleReference } from '../runner/protocol.js';
import { withKubePlugins } from '../runner/with-kube-plugins.js';
import type { KnownAlgorithm, KnownAlgorithms, KnownKind } from './algorithm-choice.js';

/** A module of a scenario with what it told of itself. */
export interface DescribedModule extends ModuleReference { readonly description: ModuleDescription }

/** What scenarios name themselves, and what configurations of the scheduler `kube` name. */
type Kind = KnownKind['kind'] | 'kube-plugin';

/** An algorithm that a scenario may name, with the module that brings it. */
export interface ListedAlgorithm extends KnownAlgorithm, ManifestAlgorithm {
  readonly kind: Kind;
  /** Index into the scenario's modules; -1 for a built-in one. */
  readonly moduleIndex: number;
  /** Extension points of a `kube-plugin`. */
  readonly points?: readonly Point[];
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
  const known = (kind: KnownKind['kind']): KnownKind => ({
    kind,
    mayBeUnloaded,
    algorithms: new Map(listed.filter((entry) => entry.kind === kind).map((entry) => [entry.name, entry])),
  });
  return { scheduler: known('scheduler'), controller: known('controller'), strategy: known('strategy'), fault: known('fault') };
}

/**
 * The built-in schedulers as they are here, where no code of a module runs: good for checks, not for decisions. The
 * scheduler `kube` knows the plugins of the modules by their descriptions.
 */
export function checkableSchedulers(listed: readonly ListedAlgorithm[]): ReadonlyMap<string, SchedulerDefinition> {
  const plugins = listed.flatMap(({ kind, name, parameters, points }) =>
    (kind === 'kube-plugin' ? [describedPlugin({ name, parameters, points: points ?? [] })] : []));
  return withKubePlugins(BUILT_IN.schedulers, plugins);
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
