import { sql } from 'kysely'
import { registerWith } from '#src/demo/screening.ts'
import { confirmHit } from '#src/hits/decideHit.ts'
import { judgeHit } from '#src/hits/judgeHit.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { proposeSettings } from '#src/screening/changeSettings.ts'
import { screenDue } from '#src/screening/screenDue.ts'
import { importList } from '#src/watchlists/importList.ts'
import { proposalOf } from '#test/support/proposalOf.ts'

type Somebody = { given: string; family: string; birth: string; dossierId: string }

/** What a merchant tried to take since, on three days and in two currencies. */
const addRefused = (db: Database, merchantId: string, now: Date): Promise<unknown> =>
  db
    .insertInto('refused_payments')
    .values([[0, 'eur', 128, 913_450], [0, 'chf', 1, 7_900], [1, 'eur', 2, 4_980]].map(([days, currency, count, cents]) => {
      const last = new Date(now.getTime() + 60_000 + Number(days) * 86_400_000)
      return {
        merchant_id: merchantId,
        on_day: parisDay(last),
        ground: 'barred' as const,
        currency: String(currency),
        call_count: Number(count),
        amount_cents: Number(cents),
        first_at: new Date(last.getTime() - 3_000),
        last_at: last,
      }
    }))
    .execute()

/**
 * Hits of every kind: one open, one proposed, one frozen, one cleared that is to be looked at again, an exposed person; and thresholds that
 * wait for a second person.
 */
export const addScreening = async (
  ctx: Ctx,
  db: Database,
  { analyst, declarant }: { analyst: string; declarant: string },
): Promise<Record<string, string>> => {
  const by = (id: string, roles: StaffActor['roles']): Ctx => ({ ...ctx, actor: { kind: 'staff', id, name: 'Tour', roles } })
  const [ana, officer] = [by(analyst, ['analyst']), by(declarant, ['officer', 'declarant'])]
  const { rows: people } = await sql<Somebody>`select given, family, birth, "dossierId" from (select distinct on (d.id) p.given_names as given, p.family_name as family, p.birth_date::text as birth, d.id as "dossierId" from people p join dossiers d on d.id = p.dossier_id
    where p.removed_at is null and p.kind = 'natural' and p.birth_date is not null and d.state = 'submitted' and length(p.family_name) > 4 order by d.id, p.id) one order by "dossierId" limit 4`
    .execute(db)
  await importList({ ...ctx, actor: system('tour') }, {
    list: 'fr',
    files: [{ name: 'fr.json', bytes: await registerWith(people) }],
    origin: 'command',
    force: 'tour',
  })
  await db
    .insertInto('watchlist_imports')
    .values({
      id: newId('wlim', ctx.now),
      list_code: 'uk',
      state: 'writing',
      entry_count: 3_401,
      ordered_by: analyst,
      ordered_at: ctx.now,
      seen_at: ctx.now,
    })
    .execute()
  await screenDue({ ...ctx, actor: system('screen-due') })
  const of = async (dossierId: string, topic = 'freeze') => (await db
    .selectFrom('screening_hits')
    .select(['id', 'subject_id'])
    .where('dossier_id', '=', dossierId)
    .where('topic', '=', topic as 'freeze')
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow())
  const same = {
    answer: 'same',
    code: 'birth_agrees',
    reason: 'Même année de naissance, et le prénom entier ; la pièce a été vue.',
  } as const
  const [frozen, proposed, open] = [await of(people[0]!.dossierId), await of(people[1]!.dossierId), await of(people[2]!.dossierId)]
  await judgeHit(ana, frozen.id, same)
  await confirmHit(officer, frozen.id, { proposal: await proposalOf({ db }, 'verdict', frozen.id) })
  await judgeHit(ana, proposed.id, same)
  const { id: freeze, merchant_id: frozenMerchant } = await db.selectFrom('freezes').select(['id', 'merchant_id']).executeTakeFirstOrThrow()
  await addRefused(db, frozenMerchant, ctx.now)
  const { id: report } = await db.selectFrom('freeze_reports').select('id').executeTakeFirstOrThrow()
  const cleared = await of(people[3]!.dossierId)
  await db
    .updateTable('screening_settings')
    .set({ two_people_bps: 10_001, second_look_bps: 10_000 })
    .where('state', '=', 'in_force')
    .execute()
  await judgeHit(officer, cleared.id, {
    answer: 'different',
    code: 'birth_differs',
    reason: 'Né au Mans le 3 avril, la liste ne dit que l’année ; autre lieu sur la pièce.',
  })
  await db.updateTable('screening_settings').set({ two_people_bps: 9_500, second_look_bps: 500 }).where('state', '=', 'in_force').execute()
  const pep = await db.selectFrom('screening_hits').select('id').where('topic', '=', 'pep').where('state', '=', 'open').executeTakeFirst()
  if (pep) {
    await judgeHit(ana, pep.id, same)
    await confirmHit(officer, pep.id, { proposal: await proposalOf({ db }, 'verdict', pep.id) })
  }
  await proposeSettings(officer, {
    alertBps: 8_700,
    urgentBps: 9_500,
    twoPeopleBps: 9_500,
    secondLookBps: 800,
    reason: 'Trop d’homonymes sous 0,87 depuis un mois ; aucune correspondance n’y fut trouvée.',
  })
  return {
    hitOpen: open.id,
    hitProposed: proposed.id,
    hitFrozen: frozen.id,
    hitPep: pep?.id ?? frozen.id,
    hitCleared: cleared.id,
    screened: open.subject_id,
    screenedDossier: people[2]!.dossierId,
    freeze,
    frozenMerchant,
    freezeReport: report,
  }
}

export const screeningStops = <S>(
  stop: (as: string, route: string, name: string, path?: string, more?: object) => S,
  links: Record<string, string>,
): S[] => {
  const here = '/console/screening'
  const hit = (as: string, name: string, id: string, rest = '') => stop(as, `${here}/hits/:id`, name, `${here}/hits/${links[id]}${rest}`)
  return [
    stop('analyst', here, 'screening'),
    stop('auditor', here, 'screening-proposed', `${here}?state=proposed`),
    stop('officer', here, 'screening-cleared', `${here}?state=different`),
    stop('analyst', here, 'screening-none', `${here}?q=nobody`),
    stop('auditor', `${here}.csv`, 'screening-csv', `${here}.csv`, { type: 'csv' }),
    hit('analyst', 'hit', 'hitOpen'),
    hit('analyst', 'hit-answer', 'hitOpen', '?answer=unsure'),
    hit('declarant', 'hit-confirm', 'hitProposed'),
    hit('analyst', 'hit-own', 'hitProposed'),
    hit('declarant', 'hit-frozen', 'hitFrozen'),
    hit('officer', 'hit-pep', 'hitPep'),
    stop('analyst', `${here}/looks`, 'looks'),
    stop('officer', `${here}/looks`, 'looks-done', `${here}/looks?state=done`),
    stop('analyst', `${here}/looks/:id`, 'look', `${here}/looks/${links['hitCleared']}`),
    stop('officer', `${here}/looks.csv`, 'looks-csv', `${here}/looks.csv`, { type: 'csv' }),
    stop('officer', `${here}/searches`, 'searches'),
    stop('auditor', `${here}/searches`, 'searches-none', `${here}/searches?trigger=by_hand`),
    stop('officer', `${here}/searches.csv`, 'searches-csv', `${here}/searches.csv`, { type: 'csv' }),
    stop('analyst', `${here}/subjects/:id`, 'subject', `${here}/subjects/${links['screened']}`),
    stop('auditor', `${here}/subjects/:id/proof`, 'proof', `${here}/subjects/${links['screened']}/proof`, { type: 'file' }),
    stop('officer', `${here}/settings`, 'screening-settings'),
    stop('analyst', `${here}/settings`, 'screening-settings-read'),
    stop('analyst', '/console/dossiers/:id', 'dossier-screened', `/console/dossiers/${links['screenedDossier']}`),
    stop('declarant', `${here}/freezes`, 'freezes'),
    stop('analyst', '/console/watchlists/:code', 'watchlist-reading', '/console/watchlists/uk'),
    stop('officer', '/console/merchants/:id', 'merchant-refused', `/console/merchants/${links['frozenMerchant']}`),
    stop('declarant', `${here}/freezes/:id`, 'freeze', `${here}/freezes/${links['freeze']}`),
    stop(
      'declarant',
      `${here}/freezes/:id/reports/:report`,
      'freeze-report',
      `${here}/freezes/${links['freeze']}/reports/${links['freezeReport']}`,
      { type: 'file' },
    ),
    stop(
      'declarant',
      `${here}/freezes/:id/reports/:report.json`,
      'freeze-data',
      `${here}/freezes/${links['freeze']}/reports/${links['freezeReport']}.json`,
      { type: 'json' },
    ),
  ]
}
