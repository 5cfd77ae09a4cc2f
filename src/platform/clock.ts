/** The only place that reads the wall clock (kept by test/house.test.ts). Everything else is told the time. */
export const wallClock = (): Date => new Date()

/** Milliseconds that only go forward, for measuring durations; says nothing of the date. */
export const stopwatch = (): () => number => {
  const start = performance.now()
  return () => Math.round(performance.now() - start)
}
