import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { newToken } from '#src/kernel/ids.ts'
import { openDatabase, type OpenedDatabase } from '#src/platform/db.ts'

export type TestDatabase = OpenedDatabase & { url: string }

let open: Promise<pg.Client> | null = null
/**
 * One connection for all the databases that a worker opens and drops; it goes when the server does, or the worker, which it keeps from
 * nothing (`unref`: there, but not in its types).
 */
const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: inject('serverUrl') })
  client.on('error', () => (open = null))
  await client.connect()
  const unheld = client as pg.Client & { unref: () => void }
  unheld.unref()
  return client
}
const onServer = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  open ??= connect().catch((fault: unknown) => {
    open = null
    throw fault
  })
  return work(await open)
}

// A template is refused while anybody looks at it, and a database goes not while somebody does whom we may not send away, were it only
// autovacuum passing by.
const inPassing = ['55006', '42501']
const patiently = async (client: pg.Client, statement: string): Promise<void> => {
  for (let attempt = 1;; attempt++) {
    try {
      await client.query(statement)
      return
    } catch (fault) {
      if (!inPassing.includes((fault as { code?: string }).code ?? '') || attempt === 100) throw fault
      await delay(50)
    }
  }
}

/** A migrated, empty database of the test file's own. `max`: how many connections its pool may open. */
export const openTestDatabase = async ({ max = 10 } = {}): Promise<TestDatabase> => {
  const name = `test_${newToken().slice(0, 16).toLowerCase()}`
  // copied as files: a third of the work of writing each page through the log, which nothing here has to survive by
  await onServer((client) => patiently(client, `create database ${name} template ${inject('templateName')} strategy file_copy`))
  const url = new URL(inject('serverUrl'))
  url.pathname = name
  const opened = openDatabase(url.href, { max, applicationName: 'vigie test' })
  const close = async (): Promise<void> => {
    await opened.close()
    await onServer((client) => patiently(client, `drop database ${name} with (force)`))
  }
  return { ...opened, url: url.href, close }
}
