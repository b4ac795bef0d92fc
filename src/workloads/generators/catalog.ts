export * as arrivals from './arrivals/catalog.js';
export * as distributions from './distributions/catalog.js';
