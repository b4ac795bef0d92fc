/**
 * Published means of 10 seeds on the list `default` of the openb trace, percent of GPU capacity: allocated and fragmented at
 * 50, 75, 100 and 130 % of arrived demand, and the standard deviation of what is allocated at 130 %.
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023; tables of its simulator, commit 8f3d641.
 */
export const PUBLISHED = [
  { variant: 'random', allocated: [49.97, 73.93, 86.30, 87.47], deviation: 0.32, fragmented: [15.10, 16.01, 13.49, 12.43] },
  { variant: 'dot-product', allocated: [50.01, 74.99, 90.62, 90.85], deviation: 0.20, fragmented: [12.09, 10.47, 9.30, 9.08] },
  { variant: 'clustering', allocated: [50.01, 74.99, 91.65, 91.88], deviation: 0.62, fragmented: [12.11, 9.85, 8.21, 8.00] },
  { variant: 'packing', allocated: [50.01, 74.99, 91.78, 92.00], deviation: 0.54, fragmented: [12.01, 9.75, 8.13, 7.91] },
  { variant: 'best-fit', allocated: [50.01, 74.99, 92.86, 93.08], deviation: 0.13, fragmented: [10.81, 8.74, 7.05, 6.85] },
  { variant: 'fgd', allocated: [50.01, 74.99, 95.23, 95.39], deviation: 0.08, fragmented: [8.93, 6.47, 4.73, 4.57] },
] as const;

/** Points of arrived demand that the table is for, percent of capacity. */
export const POINTS = [50, 75, 100, 130] as const;
