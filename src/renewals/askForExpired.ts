import { parisDay } from '#src/kernel/calendar.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { listItems, lockLivingRequest } from '#src/requests/requests.sql.ts'
import { askAnew, markAsked } from './askAnew.ts'
import { isPast } from './expiry.ts'
import { listExpiries, type ExpiryRow } from './expiries.sql.ts'
import { isIdle } from './renewal.ts'

/** Everything of the file that holds no longer is asked for in one letter; what is with us to be judged is not. */
const expiredLines = async (tx: Tx, file: DossierFile): Promise<DossierFile['checklist']> => {
  const rows = await listExpiries(tx.db, file.dossier.id)
  const keys = new Set(
    rows.filter(({ state, expires_on: on }) => state === 'running' && isPast(on, parisDay(tx.now))).map((row) => row.requirement_key),
  )
  return file.checklist.filter((line) => keys.has(line.requirement.key) && !isIdle(line) && line.state === 'accepted')
}

/**
 * The last day of this piece is over: a request opens by itself. While another is out there cannot be a second: skipped, and tried again
 * tomorrow, unless that one asks for this very line.
 */
export const askForExpired = async (tx: Tx, file: DossierFile, expiry: ExpiryRow): Promise<'done' | 'skipped'> => {
  const living = await lockLivingRequest(tx.db, file.dossier.id)
  if (!living) {
    await askAnew(tx, file, { lines: await expiredLines(tx, file), origin: 'expiry', reason: 'expired' })
    return 'done'
  }
  const items = await listItems(tx.db, living.id)
  if (!items.some(({ requirement_key }) => requirement_key === expiry.requirement_key)) return 'skipped'
  await markAsked(tx, expiry, living.id)
  return 'done'
}
