import type { ApiReply, ApiRequest } from './api.js';

/**
 * A piece of control code that talks to the API: a generator that yields batches of requests and is resumed with
 * their replies, in the order of the requests. The requests of one batch are sent together and the task goes on when
 * the last one is answered (a barrier). It reads like straight code, needs no promise, and where requests take no
 * virtual time it runs straight through.
 */
export type Task<T = void> = Generator<readonly ApiRequest[], T, readonly ApiReply[]>;

/** Sends one request and answers its reply: `const reply = yield* call({ verb: 'get', kind, key })`. */
export function* call(request: ApiRequest): Task<ApiReply> {
  const replies = yield [request];
  return replies[0]!;
}
