import type { Fields, Json } from '../fields.js';

/**
 * The arguments of one plugin: how they are read and how they are written. `describe` gives the API's form after
 * defaulting, with the fields left out that the API leaves out.
 */
export interface ArgumentsKind<Args> {
  readonly defaults: Args;
  decode(fields: Fields): Args;
  describe(args: Args): { readonly [field: string]: Json };
}
