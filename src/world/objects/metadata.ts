/** Labels or annotations: key to value. */
export type Labels = Readonly<Record<string, string>>;

/** The object that manages another one; with `controller`, the one that counts it. */
export interface OwnerReference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Metadata of a pod template: what its pods inherit. */
export interface TemplateMeta {
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly finalizers?: readonly string[];
}

/** Metadata of an object in the v1 JSON shape; times are RFC 3339 texts. */
export interface ObjectMeta extends TemplateMeta {
  readonly name: string;
  /** Absent means `default` for kinds that live in a namespace. */
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
}
