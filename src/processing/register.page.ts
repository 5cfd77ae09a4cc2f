import { endOfParisDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { ruleText } from '#src/retention/policyWords.page.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import type { Visit } from '#src/web/visit.ts'
import { knownColumn, knownTable } from '#src/personalData/words.ts'
import { registerOn, securityMeasures, type Activity } from './activity.ts'
import { settingNames, versionOf, type SettingName } from './setting.ts'
import { listSettings, readSettings } from './settings.sql.ts'

export type Kept = { category: string; label: string; rule: string; end: string; basis: string; href: string }
export type Read = {
  key: string
  as: string
  title: string
  purpose: string
  basis: string
  persons: string
  data: string
  readers: string
  outside: string
  transfers: string
  kept: Kept[]
}
export type Register = {
  on: Day
  version: string
  settings: { name: SettingName; label: string; value: string }[]
  activities: Read[]
  security: string[]
}

const known = (words: readonly (string | null)[]): string[] => [...new Set(words.filter((word): word is string => word !== null))]

/** What it is kept of, in the reader's words: « Payeur, Paiements : nom, adresse e-mail… »; what has no word of its own is counted. */
const dataOf = ({ t, lang }: Visit, { tables }: Activity): string => {
  const columns = tables.flatMap((one) => one.columns)
  const [subjects, parts] = [
    known(tables.map(({ table }) => knownTable(table, lang))),
    known(columns.map((column) => knownColumn(column, lang))),
  ]
  const rest = columns.filter((column) => knownColumn(column, lang) === null).length
  const list = [...parts.map((word) => word.toLowerCase()), ...(rest > 0 ? [t('processing:rest', { count: rest })] : [])].join(', ')
  return subjects.length > 0 ? t('processing:data', { subjects: subjects.join(', '), list }) : list
}

const readOne = (visit: Visit, activity: Activity, settings: Map<string, string>): Read => {
  const { t } = visit
  const { key, as, basis, persons, readers, outside, policies } = activity
  return {
    key,
    as,
    title: t(`processing:purpose.${key}.title`),
    purpose: t(`processing:purpose.${key}.text`),
    basis: t(`processing:basis.${basis}`),
    persons: persons.map((one) => t(`processing:persons.${one}`)).join(', '),
    data: dataOf(visit, activity),
    readers: readers.map((role) => t(`web:role.${role}`)).join(', '),
    outside: outside.length > 0 ? outside.map((one) => t(`processing:outside.${one}`)).join(', ') : t('processing:nobody'),
    transfers: settings.get('transfers') || t('processing:not_said'),
    kept: policies.map((policy) => ({
      category: policy.category,
      label: t(`retention:category.${policy.category}`),
      rule: ruleText(visit, policy),
      end: t(`retention:action.${policy.action}`),
      basis: policy.basis,
      href: `/console/retention/${policy.category}`,
    })),
  }
}

/** The register as it was at the end of a day: what the program does by itself, and what an administrator typed. */
export const readRegister = async (visit: Visit, on: Day): Promise<Register> => {
  const { ctx, t } = visit
  const [signed, settings, changes] = await Promise.all([
    listSigned(ctx.db),
    readSettings(ctx.db, endOfParisDay(on)),
    listSettings(ctx.db, 1_000),
  ])
  const version = versionOf([...signed.map(({ validFrom }) => validFrom), ...changes.map(({ set_at: at }) => parisDay(at))], on)
  return {
    on,
    version: version ? `${version.on} (${t('processing:version_number', { count: version.number })})` : on,
    settings: settingNames.filter((name) => name !== 'package_days').map((name) => ({
      name,
      label: t(`processing:setting.${name}`),
      value: settings.get(name) || t('processing:not_said'),
    })),
    activities: registerOn(signed, on).map((activity) => readOne(visit, activity, settings)),
    security: securityMeasures.map((one) => t(`processing:security.${one}`)),
  }
}
