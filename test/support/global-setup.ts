import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { newToken } from '#src/kernel/ids.ts'
import { migrateToLatest } from '#src/platform/migrate.ts'
import { startScratchPostgres } from '#src/platform/scratch-postgres.ts'
import { builtProgram } from '../../bin/build.js'
import { openRunFolder } from './run-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A database of the test server where one may stand to create others. */
    serverUrl: string
    /** Migrated, never connected to: test files clone it. */
    templateName: string
  }
}

const onServer = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** One PostgreSQL for the whole run: TEST_DATABASE_URL (whose role may create databases), else an embedded one, thrown away at the end. */
export default async (project: TestProject) => {
  // the children of the tests are what they are in a program that was started
  process.env['VIGIE_BUILT'] = (await builtProgram()) ?? ''
  const outside = process.env['TEST_DATABASE_URL']
  const { connectionString, stop } = outside ? { connectionString: outside, stop: async () => {} } : await startScratchPostgres()
  const closeFolder = await openRunFolder()
  const templateName = `vigie_template_${newToken().slice(0, 8).toLowerCase()}`
  await onServer(connectionString, `create database ${templateName}`)
  const template = new URL(connectionString)
  template.pathname = templateName
  await migrateToLatest(template.href)
  project.provide('serverUrl', connectionString)
  project.provide('templateName', templateName)
  return async () => {
    await onServer(connectionString, `drop database ${templateName} with (force)`)
    await stop()
    await closeFolder()
  }
}
