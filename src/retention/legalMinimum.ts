import { addMonths, daysBetween } from '#src/kernel/calendar.ts'
import type { Category, Period, RetentionOrigin } from './policy.ts'

/**
 * `isBinding`: the text was read (marks V and S of rules.md §3.2), and no signature goes below it. Else it is a setting of ours (K, P):
 * below it two people may go who were told so.
 */
export type LegalMinimum = { months: number; origin: RetentionOrigin; text: string; isBinding: boolean }

const binding = (months: number, origin: RetentionOrigin, text: string): LegalMinimum => ({ months, origin, text, isBinding: true })
const proposed = (months: number, origin: RetentionOrigin, text: string): LegalMinimum => ({ months, origin, text, isBinding: false })

/**
 * How long at least, from what, and by which text (rules.md §3.2). It stands in code and not in the table of policies: what two people sign
 * by a slip changes nothing here.
 */
const minimums: Partial<Record<Category, LegalMinimum>> = {
  merchant_file: binding(60, 'relationship_end', 'CMF L561-12'),
  payment: binding(60, 'execution', 'CMF L561-12'),
  accounting: binding(120, 'fiscal_year_end', 'C.com L123-22'),
  payout_statement: binding(120, 'fiscal_year_end', 'C.com L123-22'),
  ledger_year: binding(120, 'fiscal_year_end', 'C.com L123-22'),
  asset_freeze: binding(60, 'release', 'CNIL AU-003'),
  cross_border_report: binding(36, 'calendar_year_end', 'CGI 286 sexies'),
  rejected_dossier_aml: proposed(60, 'refusal', 'CMF L561-12'),
  declaration: proposed(60, 'submission', 'CMF L561-12'),
  systematic_report: proposed(60, 'creation', 'CMF L561-12'),
  audit_trail: proposed(60, 'relationship_end', 'CMF L561-12'),
  notice: proposed(60, 'relationship_end', 'CMF L561-12'),
  screening_cleared: proposed(60, 'relationship_end', 'CMF L561-12'),
  monitoring_alert: proposed(60, 'closure', 'CMF L561-12'),
  dispute_file: proposed(60, 'closure', 'C. civ. 2224'),
  support: proposed(60, 'closure', 'C. civ. 2224'),
  mandate: proposed(14, 'last_collection', 'CMF L133-24'),
  rights_request: proposed(60, 'closure', 'RGPD 5(2)'),
  security_log: proposed(12, 'creation', 'PCI DSS 10.5.1'),
}

export const minimumOf = (category: Category): LegalMinimum | null => minimums[category] ?? null

/** Over four years every month begins once in a leap year: how many days so many months are at most. */
const mostDaysOf = (months: number): number =>
  Math.max(
    ...Array.from({ length: 48 }, (_, i) => addMonths('2024-01-01', i)).map((origin) => daysBetween(origin, addMonths(origin, months))),
  )

/**
 * Whether a period may end before another that began on the same day. Of one unit by their numbers; else months by the most days they can
 * be: no day is turned into a month (CAL-06).
 */
export const isShorter = (a: Period, b: Period): boolean => {
  const days = ({ length, unit }: Period): number => (unit === 'day' ? length : mostDaysOf(length))
  return a.unit === b.unit ? a.length < b.length : days(a) < days(b)
}

/** The minimum that a period would go below; null: none. */
export const minimumBelow = (category: Category, period: Period | null): LegalMinimum | null => {
  const minimum = minimumOf(category)
  return minimum && period && isShorter(period, { length: minimum.months, unit: 'month' }) ? minimum : null
}

/** A version below what a text imposes is never acted on, whoever signed it: the one before goes on. */
export const isLawful = ({ category, period }: { category: Category; period: Period | null }): boolean =>
  !minimumBelow(category, period)?.isBinding
