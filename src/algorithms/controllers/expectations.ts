/** Expectations that are older than this no longer hold a sync back. Source: controller_utils.go, ExpectationsTimeout. */
const TIMEOUT_US = 300_000_000;

/**
 * What a controller has asked for and its view does not show yet, per owner. Until it does, another sync would count too
 * few or too many and ask again.
 */
export interface Expectations {
  /** Replaces what was expected: `count` creations will be seen. */
  expectCreations(owner: string, count: number): void;
  /** Replaces what was expected: these objects will be seen to go. */
  expectDeletions(owner: string, keys: readonly string[]): void;
  creationObserved(owner: string): void;
  /** Counts each object once, however often its end is seen. */
  deletionObserved(owner: string, key: string): void;
  /** Whether nothing is outstanding, or so for too long. */
  areSatisfied(owner: string): boolean;
  forget(owner: string): void;
}

interface Outstanding { creations: number; readonly deletions: Set<string>; readonly sinceUs: number }

/** Source: pkg/controller/controller_utils.go, UIDTrackingControllerExpectations. */
export function createExpectations(nowUs: () => number): Expectations {
  const owners = new Map<string, Outstanding>();
  return {
    expectCreations(owner, count) {
      owners.set(owner, { creations: count, deletions: new Set(), sinceUs: nowUs() });
    },
    expectDeletions(owner, keys) {
      owners.set(owner, { creations: 0, deletions: new Set(keys), sinceUs: nowUs() });
    },
    creationObserved(owner) {
      const outstanding = owners.get(owner);
      if (outstanding !== undefined) outstanding.creations--;
    },
    deletionObserved: (owner, key) => { owners.get(owner)?.deletions.delete(key); },
    areSatisfied(owner) {
      const outstanding = owners.get(owner);
      if (outstanding === undefined) return true;
      if (outstanding.creations <= 0 && outstanding.deletions.size === 0) return true;
      return nowUs() - outstanding.sinceUs > TIMEOUT_US;
    },
    forget: (owner) => { owners.delete(owner); },
  };
}

/** Expects nothing: for views that are listed anew before each sync, and to measure what expectations are good for. */
export const NO_EXPECTATIONS: Expectations = {
  expectCreations: ignore,
  expectDeletions: ignore,
  creationObserved: ignore,
  deletionObserved: ignore,
  areSatisfied: () => true,
  forget: ignore,
};

function ignore(): void {}
