import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { system } from '#src/kernel/actor.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { resweep, type Swept } from '#src/tombstones/resweep.ts'
import { readTombstones, sealedTombstoneLines } from '#src/tombstones/tombstoneFile.ts'
import { openProgram } from './open-program.ts'

/** Beside, then renamed: a file that is there is whole. */
export const writeTombstonesByHand = async ({ out }: { out: string }): Promise<void> => {
  const program = await openProgram()
  try {
    await pipeline(Readable.from(sealedTombstoneLines(program.database.db)), createWriteStream(`${out}.part`))
    await rename(`${out}.part`, out)
    console.log(`Written: ${out}`)
  } finally {
    await program.close()
  }
}

const tell = (read: { read: number; isNew: number } | null, swept: readonly Swept[]): void => {
  if (read) console.log(`${read.read} tombstones read, ${read.isNew} new.`)
  for (const { category, erased, refused } of swept)
    console.log(`${category}: ${erased} erased once more${refused > 0 ? `, ${refused} left: the store keeps a file of theirs` : ''}`)
  if (swept.length === 0) console.log('Nothing that was erased is back.')
}

export const resweepByHand = async ({ file, json = false }: { file?: string; json?: boolean }): Promise<void> => {
  const program = await openProgram()
  try {
    const ctx = openCtx({ actor: system('resweep'), now: wallClock(), db: program.database.db })
    const read = file === undefined ? null : await readTombstones(ctx, file)
    const swept = await resweep(ctx)
    if (json) console.log(JSON.stringify({ read: read?.read ?? 0, isNew: read?.isNew ?? 0, swept }))
    else tell(read, swept)
    if (swept.some(({ refused }) => refused > 0)) process.exitCode = 1
  } finally {
    await program.close()
  }
}
