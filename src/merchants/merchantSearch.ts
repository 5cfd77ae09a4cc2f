import { askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { normaliseName } from '#src/kernel/names.ts'
import type { MerchantState } from '#src/platform/db.types.ts'

export const merchantStates = [
  'onboarding',
  'validated',
  'suspended',
  'barred',
  'deactivated',
  'rejected',
  'terminated',
  'closed',
] as const satisfies readonly MerchantState[]
const isState = (text: unknown): text is MerchantState => merchantStates.includes(text as MerchantState)

/** What the list of merchants is asked for. `before`: the last merchant of the page before. */
export type MerchantQuery = { state: MerchantState | null; search: string; before: string | null }

/** How what was typed is understood: one box for every way a merchant is known. */
export type Looked =
  | { by: 'merchant'; id: string }
  | { by: 'dossier'; id: string }
  | { by: 'email'; email: string }
  | { by: 'siren'; siren: string }
  | { by: 'name'; name: string; last4: string | null }

/** What is no answer of ours is as if it were not there. */
export const readMerchantQuery = (query: Record<string, unknown>): MerchantQuery => {
  const before = askedText(query['before'], 40)
  return {
    state: isState(query['state']) ? query['state'] : null,
    search: askedText(query['q'], 200),
    before: isId('mrch', before) ? before : null,
  }
}

/** As an address; what is not set is left out. */
export const merchantAddress = (path: string, { state, search, before }: MerchantQuery): string => {
  const said = new URLSearchParams({ ...(search ? { q: search } : {}), ...(state ? { state } : {}), ...(before ? { before } : {}) })
  return said.size > 0 ? `${path}?${said}` : path
}

/** Four signs may end an IBAN or begin a name: both are looked for. */
export const lookedFor = (search: string): Looked | null => {
  if (search === '') return null
  if (isId('mrch', search)) return { by: 'merchant', id: search }
  if (isId('doss', search)) return { by: 'dossier', id: search }
  if (search.includes('@')) return { by: 'email', email: search.toLowerCase() }
  const digits = search.replace(/\s/g, '')
  if (/^(\d{9}|\d{14})$/.test(digits)) return { by: 'siren', siren: digits.slice(0, 9) }
  return { by: 'name', name: normaliseName(search), last4: /^[0-9a-z]{4}$/i.test(digits) ? digits.toUpperCase() : null }
}
