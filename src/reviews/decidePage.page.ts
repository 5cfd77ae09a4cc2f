import { view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Effect, type Field, type Hidden } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { ActName } from './acts.ts'
import type { Case } from './case.page.ts'
import type { Refused } from './lostRace.page.ts'
import { caseTitle } from './standModel.page.ts'

export const nothingRefused: Refused = { values: {}, errors: {} }

export const isOpenAct = ({ acts }: Case, name: ActName): boolean => acts.some((act) => act.name === name && !act.missing)

export const errorOf = ({ t }: Visit, { errors }: Refused, name: string): string | undefined => (errors[name] ? t(errors[name]) : undefined)

export const dossierPath = ({ file }: Case): string => `/console/dossiers/${file.dossier.id}`

/** The reason, in words that stay inside. */
export const reasonField = (visit: Visit, refused: Refused, { isRequired }: { isRequired: boolean }): Field => ({
  name: 'reason',
  label: visit.t('web:form.reason'),
  hint: visit.t('web:form.reason_hint'),
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 4_000,
  isRequired,
  isOptional: !isRequired,
  value: String(refused.values['reason'] ?? ''),
  error: errorOf(visit, refused, 'reason'),
})

/** What the person had before him: a decision on a file that changed since is refused. */
export const versionSeen = ({ file }: Case): Hidden => ({ name: 'version', value: String(file.dossier.version) })

export type DecidePage = {
  name: string
  action: string
  effects: Effect[]
  fields: Field[]
  hidden?: Hidden[]
  undo?: string
  isDangerous?: boolean
  letter?: { subject: string; text: string } | null
  more?: Record<string, unknown>
}

/** The page before an act with effects: every effect with its figure, the reason, what can be undone (interface.md "Decision page"). */
export const decidePage = (visit: Visit, one: Case, refused: Refused, page: DecidePage): Answer => {
  const { t } = visit
  const title = t(`reviews:decide.${page.name}.title`)
  const back = { label: caseTitle(visit, one), href: dossierPath(one) }
  return view('reviews/decide', {
    title: `${title} · ${back.label}`,
    head: { title, back, id: one.file.dossier.id },
    errors: errorLines(refused.errors, t),
    letter: page.letter ?? null,
    proposal: null,
    decline: null,
    ...page.more,
    form: {
      action: page.action,
      intro: t(`reviews:decide.${page.name}.intro`),
      effects: page.effects,
      undo: page.undo ?? '',
      hidden: page.hidden ?? [versionSeen(one)],
      fields: page.fields,
      submit: t(`reviews:decide.${page.name}.submit`),
      isDangerous: page.isDangerous ?? false,
      cancel: { label: t('web:verb.cancel'), href: back.href },
    },
  })
}
