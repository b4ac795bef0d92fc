import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { Labels } from '../../../../world/objects/index.js';
import type { InterPodAffinityArgs } from '../config/args/inter-pod-affinity.js';
import { affinityRules, matchesPod, namespaceLabels, type AffinityRules } from './terms.js';

/** Pods that are alike for pod affinity: the same namespace, terms, and values of the labels that some selector reads. */
export interface Subject {
  readonly id: number;
  readonly rules: AffinityRules;
  readonly namespaceLabels: Labels | undefined;
  /** Whether preferences count for it as an incoming pod. */
  readonly isScoring: boolean;
  /** Whether it has terms, or terms of some known pod class match it. */
  isConcerned: boolean;
  /** How many of the subjects with terms have been held against it for `isConcerned`. */
  comparedTo: number;
}

/**
 * Pod classes grouped into subjects. Classes that differ in what no selector reads (requests, a pod's own name as a
 * label) share a subject, and with it everything that is counted. When a class brings a selector on a label that nobody
 * read before, or the labels of namespaces change, the grouping starts anew (`epoch`).
 */
export class Subjects {
  readonly #cluster: Cluster;
  readonly #args: InterPodAffinityArgs;
  readonly #rules: AffinityRules[] = [];
  readonly #readLabels = new Set<string>();
  #selectsNamespaces = false;
  #namespaceVersion = -1;
  #ofClass: Subject[] = [];
  #byKey = new Map<string, Subject>();
  /** Subjects whose terms speak of incoming pods. */
  #speaking: Subject[] = [];
  /** Grows when subjects lose their meaning. */
  epoch = 0;

  constructor(cluster: Cluster, args: InterPodAffinityArgs) {
    this.#cluster = cluster;
    this.#args = args;
  }

  /** Takes in new pod classes and changed namespaces. Subjects of an older epoch are void after it. */
  sync(): void {
    const { classes, objects } = this.#cluster;
    const hasNewClasses = this.#ofClass.length < classes.length;
    if (hasNewClasses) this.#readNewRules(classes);
    if (this.#selectsNamespaces && this.#namespaceVersion !== objects.version('Namespace')) {
      this.#namespaceVersion = objects.version('Namespace');
      this.#startAnew();
    }
    for (let id = this.#ofClass.length; id < classes.length; id++) this.#ofClass.push(this.#intern(classes[id]!));
  }

  /** Subject of a class that `sync` has seen. */
  of(classId: number): Subject { return this.#ofClass[classId]!; }

  /** Whether pod affinity can have anything to say of a pod of this subject. */
  isConcerned(subject: Subject): boolean {
    while (!subject.isConcerned && subject.comparedTo < this.#speaking.length) {
      subject.isConcerned = this.#speaksOf(this.#speaking[subject.comparedTo++]!.rules, subject);
    }
    return subject.isConcerned;
  }

  /** Whether some term of an existing pod matches the subject as an incoming pod. */
  #speaksOf({ required, requiredAnti, preferred }: AffinityRules, { rules, namespaceLabels: labels, isScoring }: Subject): boolean {
    if (requiredAnti.some((term) => matchesPod(term, rules, labels))) return true;
    if (!isScoring) return false;
    return (this.#args.hardPodAffinityWeight > 0 && required.some((term) => matchesPod(term, rules, labels)))
      || preferred.some(({ term }) => matchesPod(term, rules, labels));
  }

  #readNewRules(classes: readonly PodClass[]): void {
    const before = this.#readLabels.size;
    for (let id = this.#rules.length; id < classes.length; id++) {
      const rules = affinityRules(classes[id]!);
      this.#rules.push(rules);
      for (const key of rules.labelKeys) this.#readLabels.add(key);
      this.#selectsNamespaces ||= rules.selectsNamespaces;
    }
    if (this.#readLabels.size !== before) this.#startAnew();
  }

  #startAnew(): void {
    this.#ofClass = [];
    this.#byKey = new Map();
    this.#speaking = [];
    this.epoch++;
  }

  #intern({ id: classId, template }: PodClass): Subject {
    const rules = this.#rules[classId]!;
    const { podAffinity, podAntiAffinity } = template?.spec.affinity ?? {};
    const values: (string | null)[] = [];
    for (const key of this.#readLabels) values.push(Object.hasOwn(rules.labels, key) ? rules.labels[key]! : null);
    const key = JSON.stringify([rules.namespace, values, podAffinity, podAntiAffinity]);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const subject: Subject = {
      id: this.#byKey.size, rules,
      namespaceLabels: namespaceLabels(this.#cluster.objects, rules.namespace),
      isScoring: rules.preferred.length > 0 || !this.#args.ignorePreferredTermsOfExistingPods,
      isConcerned: rules.required.length + rules.requiredAnti.length + rules.preferred.length > 0,
      comparedTo: 0,
    };
    this.#byKey.set(key, subject);
    if (subject.isConcerned) this.#speaking.push(subject);
    return subject;
  }
}
