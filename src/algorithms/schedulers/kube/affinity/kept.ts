// Hot path: `of` runs once per cycle, for pods without affinity too.
import type { Cluster } from '../../../../world/cluster/index.js';
import type { InterPodAffinityArgs } from '../config/args/inter-pod-affinity.js';
import { CountedPicture, type CountingContext } from './counted-picture.js';
import { UNCONCERNED, type AffinityIndex, type AffinityPicture } from './picture.js';
import { Placements } from './placements.js';
import { Subjects, type Subject } from './subjects.js';

/** Limits of what is kept; they cost or save time and change no answer. */
export interface AffinityBudget {
  /** Pictures at once. */
  readonly pictures: number;
  /** Sums of all pictures together, 4 bytes each. */
  readonly sums: number;
  /** Entries of the change log that may wait while only pods without affinity come. */
  readonly lag: number;
}

/** A thousand deployments that each keep their own pods apart on 5,000 nodes need 64 MiB. */
export const DEFAULT_AFFINITY_BUDGET: AffinityBudget = { pictures: 2048, sums: 2 ** 24, lag: 4096 };

/** Keeps one picture for each subject that has come lately, and brings it up to date when it comes again. */
export function keptAffinity(cluster: Cluster, args: InterPodAffinityArgs, budget = DEFAULT_AFFINITY_BUDGET): AffinityIndex {
  const placements = new Placements(cluster);
  const subjects = new Subjects(cluster, args);
  let numbers = 0;
  const context: CountingContext = { cluster, args, placements, subjects, nextNumber: () => ++numbers };
  const pictures = new Map<Subject, CountedPicture>();
  let epoch = subjects.epoch;
  let clock = 0;
  let tidied = 0;
  let lastSubject: Subject | null = null;
  let lastPicture: CountedPicture | null = null;

  const forgetAll = (): void => {
    pictures.clear();
    placements.close();
    lastSubject = lastPicture = null;
  };

  const drop = (subject: Subject): void => {
    pictures.delete(subject);
    if (lastSubject === subject) lastSubject = lastPicture = null;
  };

  /** Drops pictures that would have to be counted anew anyway; without any, the log need not be followed. */
  const tidy = (): void => {
    tidied = placements.end;
    for (const [subject, picture] of pictures) if (!picture.isWarm) drop(subject);
    if (pictures.size === 0) placements.close();
  };

  const follow = (): void => {
    placements.sync();
    if (!placements.remembers(tidied)) tidy();
  };

  const makeRoom = (): void => {
    let sums = 0;
    for (const picture of pictures.values()) sums += picture.size;
    while (pictures.size > 0 && (pictures.size >= budget.pictures || sums > budget.sums)) {
      let [oldest] = pictures;
      for (const entry of pictures) if (entry[1].lastUsed < oldest![1].lastUsed) oldest = entry;
      sums -= oldest![1].size;
      drop(oldest![0]);
    }
  };

  const pictureOf = (subject: Subject): CountedPicture => {
    let picture = pictures.get(subject);
    if (picture === undefined) {
      makeRoom();
      placements.open();
      picture = new CountedPicture(context, subject);
      pictures.set(subject, picture);
    }
    lastSubject = subject;
    lastPicture = picture;
    return picture;
  };

  return {
    of(podClass): AffinityPicture {
      subjects.sync();
      if (epoch !== subjects.epoch) {
        epoch = subjects.epoch;
        forgetAll();
      }
      const subject = subjects.of(podClass.id);
      if (!subjects.isConcerned(subject)) {
        if (placements.lag > budget.lag) follow();
        return UNCONCERNED;
      }
      if (placements.lag > 0) follow();
      const picture = subject === lastSubject ? lastPicture! : pictureOf(subject);
      picture.lastUsed = ++clock;
      picture.catchUp();
      return picture;
    },
  };
}
