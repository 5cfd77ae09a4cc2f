/** The alarm clock: rows are the truth, the queue only says when to look at them. Rings carry no data of anybody. */
export { type JobCounts, type JobRun, type JobSpec, openQueues, type QueueConfig, type QueueName, type Queues } from './queue-ring.ts'
export { keepSchedules, rebuildSchedules } from './queue-schedules.ts'
export { startWorkers, type Workers } from './queue-workers.ts'
