/** The legal forms we open accounts for: sole trader (micro-entrepreneur or not), companies, associations of 1901 or of local law. */
export const legalForms = ['ei', 'eurl', 'sarl', 'sas', 'sasu', 'sa', 'sci', 'association'] as const
export type LegalForm = (typeof legalForms)[number]

export const isLegalForm = (text: string): text is LegalForm => (legalForms as readonly string[]).includes(text)

export const isAssociation = (form: LegalForm): boolean => form === 'association'

export const isSoleTrader = (form: LegalForm): boolean => form === 'ei'

/** A company has owners to look for behind it (BO-01); an SCI counts as one. */
export const isCompany = (form: LegalForm): boolean => !isAssociation(form) && !isSoleTrader(form)

/** There associations stand in the register of the local tribunal and have no RNA number (rules.md §1.2 notes). */
const alsaceMoselle = ['57', '67', '68']

export const isAlsaceMoselle = (department: string): boolean => alsaceMoselle.includes(department)

/** The department of a French postcode: '57' of 57000, '974' of 97400, '2A' and '2B' of Corsica; '' of anything else. */
export const departmentOf = (postcode: string): string => {
  if (!/^\d{5}$/.test(postcode) || /^(?:00|96|99)/.test(postcode)) return ''
  if (/^9[78]/.test(postcode)) return postcode.slice(0, 3)
  if (postcode.startsWith('20')) return postcode < '20200' ? '2A' : '2B'
  return postcode.slice(0, 2)
}

export type IdentifierNeed = 'required' | 'optional' | 'none'
export type IdentifierNeeds = { siren: IdentifierNeed; siret: IdentifierNeed; rna: IdentifierNeed }

/**
 * Which numbers the form must ask for. An association has a SIRET only with subsidies, employees or taxes, and an RNA number only
 * outside Alsace-Moselle.
 */
export const identifierNeeds = (form: LegalForm, department: string, hasSiret: boolean): IdentifierNeeds => {
  if (!isAssociation(form)) return { siren: 'required', siret: 'required', rna: 'none' }
  const insee = hasSiret ? 'required' : 'optional'
  return { siren: insee, siret: insee, rna: isAlsaceMoselle(department) ? 'optional' : 'required' }
}
