import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { system } from '#src/kernel/actor.ts'
import { parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { rereadDocuments } from '#src/checks/rereadDocuments.ts'
import { ConfigFault } from '#src/platform/config.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { closeOcr } from '#src/platform/ocr.ts'
import { importCertificates, type CertificateFile, type Imported } from '#src/seals/importCertificates.ts'
import { listCertificates } from '#src/seals/seals.sql.ts'
import { openProgram, type Program } from './open-program.ts'

const contextOf = ({ database }: Program, dryRun = false) =>
  openCtx({ actor: system('command-line'), now: wallClock(), db: database.db, dryRun })

type RereadOptions = { since: Day; dryRun?: boolean; json?: boolean; text?: boolean }

export const rereadByHand = async ({ since, dryRun = false, json = false, text = false }: RereadOptions): Promise<void> => {
  const program = await openProgram()
  try {
    const say = json ? undefined : (done: number): void => void (process.stderr.isTTY && process.stderr.write(`\r${done} read`))
    const report = await rereadDocuments(contextOf(program, dryRun), { since: startOfParisDay(since), readsFiles: !text, say })
    if (json) console.log(JSON.stringify({ since, dryRun, ...report }))
    else {
      if (report.changes.length > 0) console.table(report.changes)
      for (const { documentId, code } of report.failed) console.log(`${documentId}: ${code}`)
      console.log(
        `${report.read} pieces since ${since}${dryRun ? ' (dry run: nothing was kept)' : ''}: ${report.changes.length} verdicts ${dryRun ? 'would change' : 'changed'}, ${report.failed.length} failed`,
      )
    }
    if (report.failed.length > 0) process.exitCode = 1
  } finally {
    await closeOcr()
    await program.close()
  }
}

const mostBytes = 1_000_000

const legibly = <T>(path: string, look: () => T): T => {
  try {
    return look()
  } catch {
    throw new ConfigFault(`${path} cannot be read`)
  }
}

/** Of a file that is too large to be a certificate only the name goes on: it is said to hold none. */
const readSmall = (path: string): CertificateFile =>
  legibly(path, () => ({ name: basename(path), bytes: statSync(path).size <= mostBytes ? readFileSync(path) : Buffer.alloc(0) }))

const filesOf = (path: string): CertificateFile[] => {
  const isFolder = legibly(path, () => statSync(path).isDirectory())
  const paths = isFolder
    ? legibly(path, () => readdirSync(path)).map((name) => join(path, name)).filter((one) => legibly(one, () => statSync(one).isFile()))
    : [path]
  return paths.map(readSmall)
}

const sayImported = ({ found, added, refusedTrial, ignoredFiles, withdrawn, outdatedLists }: Imported): string =>
  [
    `${found} certificates found, ${added} new${refusedTrial > 0 ? `, ${refusedTrial} of trial left out (--trial takes them)` : ''}`,
    ...(withdrawn.length > 0 ? [`no longer vouched for, left out: ${withdrawn.join(', ')}`] : []),
    ...(outdatedLists.length > 0 ? [`a newer list is due than ${outdatedLists.join(', ')}`] : []),
    ...(ignoredFiles.length > 0 ? [`no certificate in ${ignoredFiles.join(', ')}`] : []),
  ]
    .join('; ')

/** The certificates of a folder, or of one file. Trial ones are taken on request, and never in production. */
export const importSeals = async (path: string, { trial = false }: { trial?: boolean }): Promise<void> => {
  const files = filesOf(path)
  const program = await openProgram()
  try {
    if (trial && program.config.isProduction) throw new ConfigFault('--trial: anybody may sign with a trial key; production takes none')
    console.log(sayImported(await importCertificates(contextOf(program), files, { takesTrial: trial })))
  } finally {
    await program.close()
  }
}

export const listSeals = async (): Promise<void> => {
  const program = await openProgram()
  try {
    const today = parisDay(wallClock())
    const rows = (await listCertificates(program.database.db)).map((
      { issuer_id: authority, certificate_id: certificate, subject, valid_from: from, valid_to: to, is_anchor },
    ) => ({ authority, certificate, subject, from, to, state: is_anchor ? 'trial' : to < today ? 'expired' : 'in force' }))
    console.table(rows)
  } finally {
    await program.close()
  }
}
