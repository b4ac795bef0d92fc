// Task file of a pool in tests: ends its thread in every way in which a thread can end.
export async function poolTask({ plan }) {
  switch (plan.id.variant) {
    case 'exits': process.exit(3); break;
    case 'loops': for (;;); break;
    case 'hoards': { const kept = []; for (;;) kept.push(Array.from({ length: 1000 }, (_, i) => ({ i }))); }
    case 'throws': throw new TypeError('thrown in the worker');
    case 'foreign': return { result: () => 1 };
    default: return { result: { outcome: 'completed' }, wallSeconds: 0 };
  }
}
