import { runMigrations } from 'bullmq'
import pg from 'pg'

/** BullMQ's tables live apart from ours, and it alone writes and migrates them. */
export const queueSchema = 'bullmq'

let isHere = true

/** Set by the door that starts the program: whether the queue lies in these tables, or in Redis. */
export const useQueueInDatabase = (is: boolean): void => {
  isHere = is
}
export const isQueueInDatabase = (): boolean => isHere

/** Brings BullMQ's schema to what the installed version needs. On one session, for its advisory lock. */
export const migrateQueueSchema = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, application_name: 'vigie migrate' })
  client.on('error', () => {}) // told by the query in hand
  await client.connect()
  try {
    await runMigrations(client as never, queueSchema)
  } finally {
    await client.end()
  }
}
