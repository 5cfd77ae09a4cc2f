type NextRuns = () => Promise<Map<string, Date>>

let nextRuns: NextRuns = async () => new Map()

/** The door that opened the queues says when each job comes next. */
export const watchSchedules = (read: NextRuns): void => {
  nextRuns = read
}

/** Empty where no queue is open, or it does not answer: the page then shows the schedule alone. */
export const readNextRuns = (): Promise<Map<string, Date>> => nextRuns().catch(() => new Map<string, Date>())
