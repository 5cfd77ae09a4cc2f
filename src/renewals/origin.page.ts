import { parisDay } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { RequestOrigin } from '#src/platform/db.types.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Lang, Translate } from '#src/web/i18n.ts'
import { listExpiredOf, type ExpiredPiece } from './origins.sql.ts'

type Opened = { id: string; origin: RequestOrigin; openedAt: Date }
type Speech = { t: Translate; lang: Lang }

const ofExpiry = ({ kind, person, expiresOn }: ExpiredPiece, { t, lang }: Speech): string => {
  const piece = t(`requests:piece.${kind}`)
  return t('renewals:origin.expiry', { piece: person ? t('requests:piece_of', { piece, person }) : piece, on: formatDay(expiresOn, lang) })
}

const sayOrigin = ({ origin, openedAt }: Opened, expired: ExpiredPiece | undefined, speech: Speech): string => {
  if (origin === 'analyst') return ''
  if (origin === 'periodic_review') return speech.t('renewals:origin.periodic_review', { on: formatDay(parisDay(openedAt), speech.lang) })
  return expired ? ofExpiry(expired, speech) : speech.t('renewals:origin.expiry_unknown')
}

/** Of each request that opened by itself, what made it; '' where a person asked. */
export const originsOf = async (db: ReadDb, requests: readonly Opened[], speech: Speech): Promise<Map<string, string>> => {
  const expired = await listExpiredOf(db, requests.filter(({ origin }) => origin === 'expiry').map(({ id }) => id))
  return new Map(requests.map((one) => [one.id, sayOrigin(one, expired.get(one.id), speech)]))
}

export const originOf = async (db: ReadDb, request: Opened, speech: Speech): Promise<string> =>
  (await originsOf(db, [request], speech)).get(request.id) ?? ''
