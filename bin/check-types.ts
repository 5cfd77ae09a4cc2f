// `npm run check` refuses types that differ from what the migrations make; `npm run types` (--write) brings them up to date.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { migrateToLatest } from '#src/platform/migrate.ts'
import { startScratchPostgres } from '#src/platform/scratch-postgres.ts'

const run = promisify(execFile)
const typesFile = fileURLToPath(new URL('../src/platform/db.types.ts', import.meta.url))
// As a program: its library loads TypeScript's compiler API, which TypeScript 7 does not have.
const generator = join(dirname(createRequire(import.meta.url).resolve('kysely-codegen')), 'cli/bin.js')

/** What src/platform/db.ts really hands out: safe integers for int8, `YYYY-MM-DD` for date, `Date` both ways for instants. */
const asWeParse = (types: string): string =>
  types
    .replace(/export type Int8 = [^;]+;/, 'export type Int8 = number;')
    .replace(/export type Timestamp = [^;]+;/, 'export type Timestamp = ColumnType<Date, Date, Date>;')
    .trimEnd() + '\n'

const generate = async (url: string): Promise<string> => {
  const flags = [
    '--dialect=postgres',
    '--date-parser=string',
    '--default-schema=public',
    '--exclude-pattern=bullmq.*',
    '--log-level=error',
    '--print',
  ]
  const { stdout } = await run(process.execPath, [generator, ...flags, `--url=${url}`], { maxBuffer: 50_000_000 })
  return asWeParse(stdout.trimStart())
}

const generateFromMigrations = async (): Promise<string> => {
  const { connectionString, stop } = await startScratchPostgres()
  try {
    await migrateToLatest(connectionString)
    return await generate(connectionString)
  } finally {
    await stop()
  }
}

/** The lines that only one of the two has, in order: enough to see which column was forgotten. */
const difference = (kept: string, made: string): string => {
  const only = (one: string, other: string, sign: string): string[] => {
    const lines = new Set(other.split('\n'))
    return one.split('\n').filter((line) => !lines.has(line)).map((line) => `${sign} ${line}`)
  }
  return [...only(kept, made, '-'), ...only(made, kept, '+')].join('\n')
}

const made = await generateFromMigrations()
const kept = await readFile(typesFile, 'utf8').catch(() => '')
if (process.argv.includes('--write')) {
  await writeFile(typesFile, made)
} else if (made !== kept) {
  console.error(`src/platform/db.types.ts is not what the migrations make. Run: npm run types\n${difference(kept, made)}`)
  process.exitCode = 1
}
