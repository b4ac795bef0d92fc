/** Words by which a scenario names a kind, as kubectl does, in lower case. */
export const KIND_WORDS: ReadonlyMap<string, string> = new Map([
  ['deployment', 'Deployment'], ['deploy', 'Deployment'], ['replicaset', 'ReplicaSet'], ['rs', 'ReplicaSet'], ['pod', 'Pod'],
  ['service', 'Service'], ['svc', 'Service'],
]);
