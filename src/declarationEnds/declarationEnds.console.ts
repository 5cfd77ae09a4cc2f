import { z } from 'zod'
import { parisDay } from '#src/kernel/calendar.ts'
import { noteListRead } from '#src/declarations/enter.ts'
import { here as declarations, mayHere, pathOf } from '#src/declarations/words.page.ts'
import type { OverLine } from '#src/purgers/declarations.sql.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Chip, type Columns } from '#src/web/components.ts'
import { line, parse } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { findProposedPurge, listClosedPurges, type ClosedPurgeRow } from './declarationEnds.sql.ts'
import { carryOutEnd, declineEnd, hashOfLines, openEndCertificate, proposeEnd, readOver } from './endDeclarations.ts'

const here = '/console/declaration-ends'
const shownPast = 50

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

const columnsOf = ({ t }: Visit): Record<'over' | 'past', Columns> => ({
  over: {
    merchant: { label: t('declarations:column.merchant'), isLead: true, isWide: true },
    count: { label: t('declarationEnds:column.count'), isNumber: true },
    began: { label: t('declarationEnds:column.began') },
    state: { label: t('web:word.state') },
  },
  past: {
    day: { label: t('declarationEnds:column.day'), isLead: true },
    lines: { label: t('declarationEnds:column.lines'), isNumber: true },
    who: { label: t('declarationEnds:column.who'), isWide: true },
    state: { label: t('web:word.state') },
    proof: { label: t('declarationEnds:column.proof') },
  },
})

const overRow = (
  { t, lang }: Visit,
  { id, name, merchantId, count, caseId, began, isHeld }: OverLine,
  signed: readonly string[] | null,
) => ({
  href: count > 0 ? pathOf({ id }) : caseId && `/console/conclusions/${caseId}`,
  merchant: name || merchantId,
  count: count > 0 ? count : t('declarationEnds:cleared'),
  began: formatDay(parisDay(began), lang),
  chip: (isHeld
    ? { tone: 'warning', label: t('declarationEnds:held'), icon: 'lock' }
    : signed?.includes(id)
    ? { tone: 'waiting', label: t('declarationEnds:signed') }
    : { tone: 'neutral', label: t('declarationEnds:goes') }) satisfies Chip,
})

const pastRow = ({ t, lang }: Visit, row: ClosedPurgeRow, names: Map<string, string>) => ({
  day: formatDay(row.on_day, lang),
  lines: row.erased_lines ?? 0,
  who: [row.proposed_by, row.decided_by].map((id) => (id ? (names.get(id) ?? id) : '')).join(' · '),
  chip: (row.state === 'executed'
    ? { tone: 'good', label: t('declarationEnds:state.executed') }
    : { tone: 'neutral', label: t('declarationEnds:state.declined') }) satisfies Chip,
  proof: row.certificate ? { href: `${here}/${row.id}/certificate`, label: t('declarationEnds:certificate') } : null,
})

/** What may be done now, by this person: sign the list, carry out what another signed, or say why not. */
const actOf = (visit: Visit, over: readonly OverLine[], proposed: ClosedPurgeRow | null, names: Map<string, string>) => {
  const { t, ctx } = visit
  const may = mayHere(visit, 'declarations.decide')
  const going = over.filter(({ isHeld }) => !isHeld).length
  if (!proposed)
    return {
      propose: may && going > 0
        ? { action: here, seen: hashOfLines(over), text: t('declarationEnds:propose.text', { count: going }) }
        : null,
      decide: null,
      reason: may || going === 0 ? '' : t('declarationEnds:missing'),
    }
  const who = names.get(proposed.proposed_by) ?? proposed.proposed_by
  const isMine = proposed.proposed_by === ctx.actor.id
  return {
    propose: null,
    decide: may && !isMine
      ? {
        carryOut: `${here}/${proposed.id}/carry-out`,
        decline: `${here}/${proposed.id}/decline`,
        text: t('declarationEnds:decide.text', { who, count: proposed.lines.length }),
      }
      : null,
    reason: isMine ? t('declarationEnds:own') : may ? '' : t('declarationEnds:missing'),
  }
}

/** GET /console/declaration-ends: what is over in the compartment, and the two signatures that end it. On its register. */
export const showEnds = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { ctx, t } = visit
  await noteListRead(ctx, 'list.read')
  const [over, proposed, past] = [
    await readOver(ctx.db, parisDay(ctx.now)),
    await findProposedPurge(ctx.db),
    await listClosedPurges(ctx.db, shownPast),
  ]
  const names = await namesOfStaff(
    ctx.db,
    [...past, ...(proposed ? [proposed] : [])].flatMap((row) => [row.proposed_by, row.decided_by]).filter((id): id is string =>
      id !== null
    ),
  )
  return view('declarationEnds/ends', {
    title: t('declarationEnds:title'),
    sentence: t('declarationEnds:sentence'),
    back: { href: declarations, label: t('declarations:title') },
    errors: errorLines(refused?.errors, t),
    columns: columnsOf(visit),
    rows: over.map((one) => overRow(visit, one, proposed?.lines ?? null)),
    past: past.map((row) => pastRow(visit, row, names)),
    ...actOf(visit, over, proposed, names),
    empty: { title: t('declarationEnds:empty_title'), text: t('declarationEnds:empty_text'), icon: 'lock' },
  })
}

/** POST /console/declaration-ends */
export const postProposeEnd = async (visit: Visit): Promise<Answer> => {
  await proposeEnd(visit.ctx, parse(z.object({ seen: line(64) }), visit.body))
  return seeOther(here, good('declarationEnds:flash.proposed'))
}

/** POST /console/declaration-ends/:id/carry-out */
export const postCarryOutEnd = async (visit: Visit): Promise<Answer> => {
  await carryOutEnd(visit.ctx, param(visit, 'id'))
  return seeOther(here, good('declarationEnds:flash.carried_out'))
}

/** POST /console/declaration-ends/:id/decline */
export const postDeclineEnd = async (visit: Visit): Promise<Answer> => {
  await declineEnd(visit.ctx, param(visit, 'id'))
  return seeOther(here, good('declarationEnds:flash.declined'))
}

/** GET /console/declaration-ends/:id/certificate */
export const sendEndCertificate = async (visit: Visit): Promise<Answer> => ({
  kind: 'file',
  bytes: await openEndCertificate(visit.ctx, param(visit, 'id')),
  mime: 'application/pdf',
  fileName: `${param(visit, 'id')}.pdf`,
  isInline: true,
})
