import type { Lane } from './lanes.js';

/** What happens when an event of a kind fires. `a` and `b` are whatever the one who scheduled it put in. */
export type Handler = (a: number, b: number) => void;

/** A registered kind of event; a small integer. */
export type EventKind = number;

/** Names one scheduled event; never reused while it is pending. Plain number, safe to store in typed arrays (float64). */
export type TimerHandle = number;
export type { Lane };
