/** Largest machine of the experiment, by which CPU and devices are made comparable. Source: the simulator's constants. */
export const MAX_CPU_MILLI = 128_000;
export const MAX_DEVICE_MILLI = 8_000;
