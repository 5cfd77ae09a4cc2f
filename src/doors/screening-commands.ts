import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { system } from '#src/kernel/actor.ts'
import { ConfigFault } from '#src/platform/config.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx, type Ctx } from '#src/platform/ctx.ts'
import { importList, type Imported } from '#src/watchlists/importList.ts'
import type { ListFile } from '#src/watchlists/readList.ts'
import { isOverdue, listCodes, refusedFile } from '#src/watchlists/watchlist.ts'
import { listWithVersions } from '#src/watchlists/watchlists.sql.ts'
import { openProgram } from './open-program.ts'
import { sayRefusal } from './refusal-words.ts'

const mostBytes = 130_000_000

const inProgram = async (work: (ctx: Ctx) => Promise<void>): Promise<void> => {
  const program = await openProgram()
  try {
    await work(openCtx({ actor: system('command-line'), now: wallClock(), db: program.database.db }))
  } finally {
    await program.close()
  }
}

const legibly = <T>(path: string, look: () => T): T => {
  try {
    return look()
  } catch {
    throw new ConfigFault(`--file: ${path} cannot be read`)
  }
}

const readOne = (path: string): ListFile => {
  if (legibly(path, () => statSync(path)).size > mostBytes) throw new ConfigFault(`--file: ${path} is larger than ${mostBytes} bytes`)
  return { name: basename(path), bytes: legibly(path, () => readFileSync(path)) }
}

/** A folder stands for the files in it: OFAC's set. */
const filesOf = (paths: readonly string[]): ListFile[] =>
  paths.flatMap((path) => {
    if (!legibly(path, () => statSync(path)).isDirectory()) return [readOne(path)]
    return legibly(path, () => readdirSync(path)).filter((name) => /\.(csv|xml|json|zip)$/i.test(name)).sort().map((name) =>
      readOne(join(path, name))
    )
  })

const sayNoted = (noted: Record<string, number>): string => {
  const said = Object.entries(noted).map(([remark, count]) => `${count} ${remark}`)
  return said.length > 0 ? `; noted: ${said.join(', ')}` : ''
}

const say = async (done: Imported): Promise<string> => {
  if (done.outcome === 'unchanged') return `${done.list}: nothing new, this very file is version ${done.number}, which is in force`
  if (done.outcome === 'refused')
    return `${done.list}: refused, the version in force stays: ${(await sayRefusal(refusedFile(done.fault, done.details))).replace(/^file: /, '')}`
  return `${done.list}: version ${done.number}${done.publishedOn ? ` of ${done.publishedOn}` : ''}, ${done.entries} entries, ${done.names} names: ${done.added} added, ${done.changed} changed, ${done.removed} removed, ${done.unchanged} unchanged${sayNoted(done.noted)}`
}

type ImportOptions = { list: string; file: string[]; force?: string; json?: boolean }

export const importListByHand = async ({ list, file, force, json = false }: ImportOptions): Promise<void> => {
  if (!(listCodes as readonly string[]).includes(list)) throw new ConfigFault(`--list: one of ${listCodes.join(', ')}`)
  const files = filesOf(file)
  await inProgram(async (ctx) => {
    const done = await importList(ctx, { list, files, origin: 'command', force: force ?? null })
    if (done.outcome === 'refused') process.exitCode = 1
    if (json) console.log(JSON.stringify(done))
    else if (done.outcome === 'refused') console.error(`vigie: ${await say(done)}`)
    else console.log(await say(done))
  })
}

export const listListsByHand = ({ json = false }: { json?: boolean }): Promise<void> =>
  inProgram(async ({ db, now }) => {
    const rows = (await listWithVersions(db)).map((
      { code, topic, current, refused, checked_at: checkedAt, is_enabled: counts, fetch_address: address },
    ) => ({
      list: code,
      topic,
      version: current?.number ?? null,
      published: current?.published_on ?? null,
      entries: current?.entry_count ?? 0,
      names: current?.name_count ?? 0,
      checked: checkedAt?.toISOString() ?? null,
      overdue: isOverdue({ topic, checkedAt }, now),
      counts,
      fetched: address !== null,
      refused: refused?.fault ?? null,
    }))
    if (json) console.log(JSON.stringify(rows))
    else console.table(rows)
  })
