import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { Ctx } from '#src/platform/ctx.ts'
import { openKept } from './keepApart.ts'
import { openKeptFile, type KeptFile } from './keptFiles.ts'
import { eachKeptUnder, type KeptRow } from './closedKept.sql.ts'

/** Under which path, and what; a file of the store is there already pressed. */
type Entry = { path: string; bytes: Buffer; isPressed: boolean }

const safe = (name: string): string => name.replace(/[/\\\0]/g, '_')
const say = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`)

/** Its storage key, and the name it came under where a row of the copy has it. */
const nameOf = ({ key }: KeptFile, rows: Record<string, unknown>[]): string => {
  const name = rows.find((row) => row['storage_key'] === key || row['id'] === key)?.['file_name']
  return safe(typeof name === 'string' ? `${key}-${name}` : key)
}

/** One thing: its rows as they were, a list by table, and its files in the clear. One that could not be opened then is marked. */
async function* entriesOf(row: KeptRow): AsyncGenerator<Entry> {
  const [folder, { rows, files }] = [`${row.category}/${safe(row.about)}`, openKept(row)]
  for (const [table, said] of Object.entries(rows)) yield { path: `${folder}/${table}.json`, bytes: say(said), isPressed: false }
  for (const file of files) {
    const bytes = await openKeptFile(file)
    const name = `${folder}/files/${nameOf(file, Object.values(rows).flat())}`
    if (bytes) yield { path: file.opens === null ? `${name}.sealed` : name, bytes, isPressed: true }
  }
}

/** What lies in the compartment under an order, as an archive that is sent while it is made: one thing is in memory at a time. */
export async function* zipKept({ db, now }: Ctx, holdId: string): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  for await (const row of eachKeptUnder(db, holdId)) {
    for await (const { path, bytes, isPressed } of entriesOf(row)) {
      const entry = isPressed ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 })
      entry.mtime = now
      zip.add(entry)
      entry.push(bytes, true)
      yield* ready.splice(0)
    }
  }
  zip.end()
  yield* ready.splice(0)
}
