import { isTrialHouse, fullAddress } from '#src/platform/letterhead.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Origin } from './messages.ts'

type Place = { key: string; paymentId: string }
type Asked = { lang?: string; from?: Origin; method?: string }

const tag = /^[a-z0-9_-]{1,35}$/i

/** The language as the address asked for it, to be asked for again; nothing where it did not. */
export const askedLanguage = (
  { query }: Visit,
): { lang?: string } => (typeof query['lang'] === 'string' && tag.test(query['lang']) ? { lang: query['lang'] } : {})

/** The address of a payment's page on this program. */
export const pageAddress = ({ key, paymentId }: Place, asked: Asked): string => {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== undefined)).toString()
  return `/pay/${encodeURIComponent(key)}/${encodeURIComponent(paymentId)}${query === '' ? '' : `?${query}`}`
}

/**
 * The payer's bank, simulated: on this very program, wherever it is reached. Its public name (`authAddress`) is for merchants' own pages.
 */
export const bankAddress = (mode: 'test' | 'live', token: string, { lang }: Asked): string =>
  `/v1/redirect/${mode}_${token}${lang === undefined ? '' : `?${new URLSearchParams({ lang }).toString()}`}`

/** The payment page as seen from the bank's, which may go by another name (`3ds.…`). */
export const seenFromBank = (
  address: string,
  host: string | undefined,
): string => (isTrialHouse() || !host?.startsWith('3ds.') ? address : fullAddress(address))
