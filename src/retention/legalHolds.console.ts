import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Action, type Chip, type Columns, type Field, type Filters, type Tab } from '#src/web/components.ts'
import { choice, line, optionalLine, parse, words } from '#src/web/fields.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { isSecretGround, lastReviewOn, legalHoldGrounds, legalHoldScopes, type LegalHoldState } from './legalHold.ts'
import { searchLegalHolds, type LegalHoldQuery, type LegalHoldRow } from './legalHolds.sql.ts'
import { orderLegalHold } from './orderLegalHold.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

export const here = '/console/legal-holds'
const pageSize = 50
const shelves = ['living', 'lift_proposed', 'lifted'] as const

/** An opposition is known to the circle alone. */
export const isCircle = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'holds.secret')
export const mayOrder = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'legal_holds.decide')

const tones = { active: 'warning', lift_proposed: 'waiting', lifted: 'neutral' } as const satisfies Record<LegalHoldState, Chip['tone']>
export const legalHoldChip = ({ t }: Visit, state: LegalHoldState): Chip => ({
  tone: tones[state],
  label: t(`retention:hold_state.${state}`),
})

const readQuery = ({ query }: Visit): LegalHoldQuery => {
  const after = askedText(query['after'], 40)
  return {
    state: askedOf(shelves, askedText(query['state'], 20)) ?? 'living',
    search: askedText(query['q'], 60),
    after: isId('lhld', after) ? after : null,
  }
}

const addressOf = ({ state, search, after }: LegalHoldQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(state === 'living' ? {} : { state }),
    ...(after ? { after } : {}),
  })
  return said.size > 0 ? `${here}?${said}` : here
}

const columnsOf = ({ t }: Visit): Columns => ({
  subject: { label: t('retention:hold.subject'), isLead: true, isWide: true },
  ground: { label: t('retention:hold.ground') },
  ordered: { label: t('retention:hold.ordered') },
  review: { label: t('retention:hold.review') },
  state: { label: t('retention:column.state') },
})

const rowOf = (visit: Visit, row: LegalHoldRow & { merchantName: string | null }) => ({
  href: `${here}/${row.id}`,
  scope: visit.t(`retention:scope.${row.scope}`),
  name: row.scope === 'merchant' ? row.merchantName || visit.t('payments:list.unnamed') : row.subject_id,
  ground: visit.t(`retention:ground.${row.ground}`),
  orderedAt: row.ordered_at,
  reviewOn: row.review_on,
  chip: row.lifted_at === null && row.review_on < parisDay(visit.ctx.now)
    ? { tone: 'bad' as const, label: visit.t('retention:hold.review_late') }
    : legalHoldChip(visit, row.state),
})

const filtersOf = ({ t }: Visit, query: LegalHoldQuery): Filters => ({
  action: here,
  resetHref: query.search ? addressOf({ ...query, search: '', after: null }) : null,
  hidden: query.state === 'living' ? [] : [{ name: 'state', value: query.state }],
  fields: [{
    name: 'q',
    type: 'search',
    label: t('retention:hold.search'),
    value: query.search,
    placeholder: t('retention:hold.search_hint'),
    width: 'medium',
  }],
})

const tabsOf = ({ t }: Visit, query: LegalHoldQuery): Tab[] =>
  shelves.map((state) => ({
    label: t(`retention:hold_shelf.${state}`),
    isCurrent: query.state === state,
    href: addressOf({ ...query, state, after: null }),
  }))

const actionsOf = (visit: Visit): Action[] => (mayOrder(visit)
  ? [{ label: visit.t('retention:hold.order'), href: `${here}/new`, icon: 'lock', kind: 'primary', key: 'n' }]
  : [])

/** GET /console/legal-holds: what suspends erasing, the newest first. */
export const showLegalHolds = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readQuery(visit)
  const found = await searchLegalHolds(ctx.db, isCircle(visit), query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  return view('retention/holds', {
    title: t('retention:hold.title'),
    sentence: t('retention:hold.sentence'),
    tabs: tabsOf(visit, query),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    actions: actionsOf(visit),
    pages: {
      previous: query.after ? addressOf({ ...query, after: null }) : null,
      next: found.length > pageSize ? addressOf({ ...query, after: rows.at(-1)!.id }) : null,
      shown: t('retention:hold.shown', { count: rows.length }),
    },
    empty: { title: t('retention:hold.none_title'), text: t('retention:hold.none_text'), icon: 'lock' },
  })
}

const fieldsOf = (visit: Visit): Field[] => {
  const { t, ctx } = visit
  const grounds = legalHoldGrounds.filter((ground) => isCircle(visit) || !isSecretGround(ground))
  return [
    {
      name: 'scope',
      type: 'select',
      label: t('retention:hold.scope'),
      options: legalHoldScopes.map((value) => ({ value, label: t(`retention:scope.${value}`) })),
      value: 'merchant',
      width: 'medium',
      isRequired: true,
    },
    {
      name: 'subject',
      type: 'text',
      label: t('retention:hold.subject'),
      hint: t('retention:hold.subject_hint'),
      width: 'medium',
      maxlength: 40,
      isRequired: true,
      autocomplete: 'off',
    },
    {
      name: 'ground',
      type: 'select',
      label: t('retention:hold.ground'),
      options: grounds.map((value) => ({ value, label: t(`retention:ground.${value}`) })),
      value: 'litigation',
      width: 'medium',
      isRequired: true,
    },
    {
      name: 'reference',
      type: 'text',
      label: t('retention:hold.reference'),
      hint: t('retention:hold.reference_hint'),
      width: 'medium',
      maxlength: 100,
      isOptional: true,
      autocomplete: 'off',
    },
    {
      name: 'review_on',
      type: 'date',
      label: t('retention:hold.review'),
      hint: t('retention:hold.review_hint'),
      value: lastReviewOn(parisDay(ctx.now)),
      max: lastReviewOn(parisDay(ctx.now)),
      width: 'short',
      isRequired: true,
    },
    { name: 'reason', type: 'textarea', rows: 3, width: 'full', maxlength: 2_000, label: t('web:form.reason'), isRequired: true },
  ]
}

/** GET /console/legal-holds/new */
export const showNewLegalHold = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, query } = visit
  const typed = refused?.values ??
    { subject: askedText(query['subject'], 40), scope: askedOf(legalHoldScopes, askedText(query['scope'], 20)) ?? 'merchant' }
  const fields = refill(fieldsOf(visit), typed, refused?.errors ?? {}, t)
  return view('retention/act', {
    title: t('retention:hold.order'),
    back: { href: here, label: t('retention:hold.title') },
    errors: errorLines(refused?.errors, t),
    decline: null,
    facts: [],
    form: {
      action: `${here}/new`,
      intro: t('retention:hold.intro'),
      effects: [
        { figure: t('retention:hold.at_once'), text: t('retention:hold.effect') },
        ...(isCircle(visit) ? [{ figure: t('retention:hold.in_secret'), text: t('retention:hold.effect_secret') }] : []),
        { figure: t('retention:hold.access'), text: t('retention:hold.effect_access') },
      ],
      undo: t('retention:hold.undo'),
      hidden: [{ name: 'ticket', value: newTicket() }],
      fields,
      submit: t('retention:hold.order'),
      isDangerous: false,
      cancel: { label: t('web:verb.cancel'), href: here },
    },
  })
}

const orderForm = z.object({
  scope: choice(legalHoldScopes),
  subject: line(40),
  ground: choice(legalHoldGrounds),
  reference: optionalLine(100),
  review_on: line(10),
  reason: words(2_000),
  ticket: z.string().max(64).optional().catch(undefined),
})

/** POST /console/legal-holds/new */
export const postNewLegalHold = async (visit: Visit): Promise<Answer> => {
  const { subject: subjectId, review_on: reviewOn, ...said } = parse(orderForm, visit.body)
  const id = await orderLegalHold(visit.ctx, { ...said, subjectId, reviewOn })
  return seeOther(id ? `${here}/${id}` : here, good('retention:flash.ordered'))
}
