import type { Job } from '#src/platform/job.ts'

/** Every job and its schedule (Europe/Paris). One bell per file; the file's name is the job's. */
export const jobs: Record<string, Job> = {}
