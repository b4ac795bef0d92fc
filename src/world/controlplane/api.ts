import type { ApiObject } from './api-object.js';

/** What a client asks of the API server. Keys are `namespace/name`, or `name` for kinds without namespace. */
export type ApiRequest =
  | { readonly verb: 'get'; readonly kind: string; readonly key: string }
  | { readonly verb: 'list'; readonly kind: string }
  /** The name may be empty when `metadata.generateName` is given. */
  | { readonly verb: 'create'; readonly object: ApiObject }
  /** Replaces all but the status; refused with `Conflict` when `metadata.resourceVersion` is given and not the stored one. */
  | { readonly verb: 'update'; readonly object: ApiObject }
  /** Replaces the status (and a Deployment's annotations, as the real server does); same conflicts as `update`. */
  | { readonly verb: 'update-status'; readonly object: ApiObject }
  /** Changes what is stored at the instant of the commit, so it never conflicts. */
  | { readonly verb: 'patch'; readonly kind: string; readonly key: string; readonly change: (stored: ApiObject) => ApiObject }
  /** `force` leaves out a bound pod's graceful end (grace period 0). */
  | { readonly verb: 'delete'; readonly kind: string; readonly key: string; readonly uid?: string; readonly force?: boolean }
  | { readonly verb: 'bind'; readonly key: string; readonly node: string };

/** Why the server refused, with the reason word of the Kubernetes API. */
export interface ApiRefusal {
  readonly ok: false;
  readonly reason: 'NotFound' | 'AlreadyExists' | 'Conflict' | 'Forbidden';
  readonly message: string;
}

/** The object as stored afterwards (for `delete`: as it was last), or a list. */
export interface ApiSuccess {
  readonly ok: true;
  readonly object: ApiObject | null;
  /** Answer to `list`, in order of creation; empty for other verbs. */
  readonly objects: readonly ApiObject[];
}

export type ApiReply = ApiSuccess | ApiRefusal;

/** Whether a request changes something when it succeeds. */
export function isWrite(request: ApiRequest): boolean {
  return request.verb !== 'get' && request.verb !== 'list';
}
