import { ScenarioError, type Problem } from '../../../../base/errors.js';
import type { ConfigurationText } from '../../../parameters.js';
import type { PluginDefinition } from '../framework/plugin.js';
import { checkClientConnection, checkLeaderElection, readExtenders, type Extender } from './components.js';
import { readDocument, type Fields, type Json, type Stage } from './fields.js';
import { knownPlugins } from './plugin-sets.js';
import type { Profile } from './profile.js';
import { readProfiles } from './read-profiles.js';
import { PLUGINS } from './registry.js';

/** A KubeSchedulerConfiguration, decoded, defaulted and checked. */
export interface KubeConfiguration {
  /** Without influence: decisions are those of one worker, the real ones depend on a race above 1. */
  readonly parallelism: number;
  /** Percentage of nodes after which the search stops; 0 = adaptive. Profiles hold the one that counts for them. */
  readonly percentageOfNodesToScore: number;
  readonly podInitialBackoffSeconds: number;
  readonly podMaxBackoffSeconds: number;
  /** Without influence: there is no standby. */
  readonly delayCacheUntilActive: boolean;
  /** In the API's form; none in a configuration that {@link readConfiguration} answers. */
  readonly extenders: readonly Json[];
  /** At least one; names differ, and all sort the queue alike. */
  readonly profiles: readonly Profile[];
}

/** What the real program makes of a text: the stage that refuses it, or the configuration. */
export type Judgement =
  | { readonly accepted: false; readonly stage: Exclude<Stage, 'unsupported'>; readonly problems: readonly Problem[] }
  /** `unsupported`: what the real program would do and Seatrial does not. */
  | { readonly accepted: true; readonly configuration: KubeConfiguration; readonly unsupported: readonly Problem[] };

/**
 * Reads a KubeSchedulerConfiguration (`kubescheduler.config.k8s.io/v1`).
 *
 * @param plugins  what can be enabled by name: the catalogue, or the catalogue and a user's plugins
 * @throws ScenarioError with all problems, each with its place: what the real program refuses, else what Seatrial does
 *   not do
 */
export function readConfiguration(text: ConfigurationText, plugins: ReadonlyMap<string, PluginDefinition> = PLUGINS): KubeConfiguration {
  const judgement = judgeConfiguration(text, plugins);
  if (!judgement.accepted) throw new ScenarioError(judgement.problems);
  if (judgement.unsupported.length > 0) throw new ScenarioError(judgement.unsupported);
  return judgement.configuration;
}

/**
 * Says whether the real program accepts a text, and what it reads.
 *
 * Source: kubernetes v1.36, pkg/scheduler/apis/config (v1, validation), pkg/scheduler/profile and framework/runtime;
 * recordings of the real program.
 */
export function judgeConfiguration(text: ConfigurationText, plugins: ReadonlyMap<string, PluginDefinition> = PLUGINS): Judgement {
  const { result, problems } = readDocument(text, (fields) => readFields(fields, plugins));
  const real = problems.filter(({ stage }) => stage !== 'unsupported');
  const stage = (['decode', 'validate', 'new'] as const).find((candidate) => real.some((found) => found.stage === candidate));
  if (stage !== undefined) return { accepted: false, stage, problems: real.map(({ problem }) => problem) };
  const unsupported = problems.flatMap((found) => (found.stage === 'unsupported' ? [found.problem] : []));
  // A text without problems was read to its end.
  return { accepted: true, configuration: result!, unsupported };
}

function readFields(fields: Fields, plugins: ReadonlyMap<string, PluginDefinition>): KubeConfiguration | null {
  const is = (field: string, wanted: string): boolean => fields.required(field, false, (value) => {
    const isWanted = value.text() === wanted;
    if (!isWanted) value.refuse(`must be ${wanted}`, 'decode');
    return isWanted;
  }, 'decode');
  const [isVersion, isKind] = [is('apiVersion', 'kubescheduler.config.k8s.io/v1'), is('kind', 'KubeSchedulerConfiguration')];
  if (!isVersion || !isKind) {
    // Another kind of document has other fields.
    fields.ignoreRest();
    return null;
  }
  fields.optional('clientConnection', checkClientConnection);
  fields.optional('leaderElection', checkLeaderElection);
  for (const name of ['enableProfiling', 'enableContentionProfiling']) fields.optional(name, (value) => value.boolean());
  const percentageOfNodesToScore = fields.optional('percentageOfNodesToScore', (value) => value.integer({ min: 0, max: 100 })) ?? 0;
  const extenders = fields.optional('extenders', readExtenders) ?? [];
  const profiles = readProfiles(fields, { known: knownPlugins(plugins), plugins, percentageOfNodesToScore });
  checkExtenders(extenders, profiles);
  return {
    parallelism: fields.optional('parallelism', (value) => value.integer({ min: 1 })) ?? 16,
    percentageOfNodesToScore,
    ...readBackoff(fields),
    delayCacheUntilActive: fields.optional('delayCacheUntilActive', (value) => value.boolean()) ?? false,
    extenders: extenders.map(({ description }) => description),
    profiles,
  };
}

function readBackoff(fields: Fields): Pick<KubeConfiguration, 'podInitialBackoffSeconds' | 'podMaxBackoffSeconds'> {
  const podInitialBackoffSeconds = fields.optional('podInitialBackoffSeconds', (value) => value.integer({ type: 'int64', min: 1 })) ?? 1;
  const podMaxBackoffSeconds = fields.optional('podMaxBackoffSeconds', (value) => value.integer({ type: 'int64' })) ?? 10;
  if (podMaxBackoffSeconds < podInitialBackoffSeconds) {
    fields.place('podMaxBackoffSeconds').refuse(`podMaxBackoffSeconds ${podMaxBackoffSeconds} must not be less than podInitialBackoffSeconds ${podInitialBackoffSeconds}`);
  }
  return { podInitialBackoffSeconds, podMaxBackoffSeconds };
}

function checkExtenders(extenders: readonly Extender[], profiles: readonly Profile[]): void {
  for (const { at, ignoresResources } of extenders) {
    if (ignoresResources && profiles.some(({ args }) => !args.has('NodeResourcesFit'))) {
      at.refuse('ignoredByScheduler needs NodeResourcesFit in every profile', 'new');
    }
    at.refuse('HTTP extenders are not supported: a simulation calls no other program', 'unsupported');
  }
}
