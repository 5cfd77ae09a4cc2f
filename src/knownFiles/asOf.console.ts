import { askedText, isAskedTwice } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { invalid } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { dossierIdOf } from '#src/reviews/case.page.ts'
import { restrictionNotice } from '#src/restrictions/restrictionNotice.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Chip } from '#src/web/components.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { dayEntries, gapText, momentsOf, sectionsOf, whenText } from './knownModel.page.ts'
import { openKnown } from './openKnown.ts'
import { isEmpty } from './knownSection.ts'
import type { Known } from './readKnown.sql.ts'
import { mustBeWhen, readWhen, stepsAround, type When } from './when.ts'

const pathOf = (id: string): string => `/console/dossiers/${id}/as-of`

export const whenOf = ({ query, ctx }: Visit): When => {
  if (isAskedTwice(query['on']) || isAskedTwice(query['at'])) throw invalid({ on: 'knownFiles:field.bad_day' }, 'not_a_day')
  const [on, at] = [askedText(query['on'], 12), askedText(query['at'], 30)]
  mustBeWhen(on, at, ctx.now)
  return readWhen(on, at, ctx.now)
}

const tones: Record<string, Chip['tone']> = dictionary({
  validated: 'good',
  rejected: 'bad',
  lapsed: 'bad',
  proposed: 'waiting',
  submitted: 'waiting',
  awaiting_documents: 'waiting',
})

const chipOf = (
  { t }: Visit,
  { then }: Known,
): Chip | null => (then.state ? { tone: tones[then.state] ?? 'neutral', label: t(`reviews:dossier.${then.state}`) } : null)

/** The days on which something changed, before and after this one. */
const stepsOf = (visit: Visit, { dossier, days }: Known, { day }: When) => {
  const { previous, next } = stepsAround(days, day)
  const to = (label: string, on: string | null, icon: string) =>
    on && { label: visit.t(label, { day: formatDay(on, visit.lang) }), href: `${pathOf(dossier.id)}?on=${on}`, icon }
  return { previous: to('knownFiles:step.previous', previous, 'chevron-left'), next: to('knownFiles:step.next', next, 'chevron-right') }
}

const packAction = (visit: Visit, { dossier, until }: Known): Action =>
  isAllowed(staffOf(visit).roles, 'inspections.make')
    ? {
      label: visit.t('knownFiles:pack'),
      href: `/console/dossiers/${dossier.id}/inspection?on=${parisDay(new Date(until.getTime() - 1))}`,
      icon: 'folder',
      kind: 'primary',
    }
    : { label: visit.t('knownFiles:pack'), reason: visit.t('knownFiles:pack_role') }

const nameOf = ({ t }: Visit, { then }: Known): string =>
  then.company?.values['trade_name'] || then.company?.values['name'] || t('reviews:unnamed')

/**
 * GET /console/dossiers/:id/as-of: the file as it was known at the end of a day, or at an instant; that it was read is recorded. 422 where
 * that is none, or has not come.
 */
export const showAsOf = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const when = whenOf(visit)
  const known = await openKnown(ctx, dossierIdOf(visit), when.until)
  const path = pathOf(known.dossier.id)
  const chip = chipOf(visit, known)
  const sections = sectionsOf(visit, known)
  return view('knownFiles/asOf', {
    title: t('knownFiles:title.page', { name: nameOf(visit, known) }),
    sentence: whenText(visit, when),
    back: { label: t('knownFiles:back'), href: `/console/dossiers/${known.dossier.id}` },
    ...(chip ? { chip } : {}),
    picker: {
      action: path,
      fields: [{ name: 'on', type: 'date', label: t('knownFiles:on'), value: when.day, max: parisDay(ctx.now), width: 'short' }],
      resetHref: null,
      hidden: [],
    },
    steps: stepsOf(visit, known, when),
    actions: [packAction(visit, known)],
    restricted: await restrictionNotice(visit, known.then.people.map(({ id }) => id)),
    gaps: known.gaps.map((gap) => gapText(visit, known, gap)),
    isBefore: known.events.length === 0,
    sections: sections.filter((one) => !isEmpty(one)),
    absent: sections.filter(isEmpty).map(({ none }) => none),
    entries: dayEntries(visit, known, when.day),
    moments: momentsOf(known, when.day).map((at) => ({
      label: formatInstant(at, visit.lang).split(', ').at(-1),
      href: `${path}?at=${at.toISOString()}`,
    })),
  })
}
