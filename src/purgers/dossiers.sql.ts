import { sql, type RawBuilder } from 'kysely'
import { buriedWith, filesOf, pieceFiles, piecesOf, wholeOf } from './dossierParts.sql.ts'
import { erasedIds, isHeldFound as held, upTo, whileAnyIsHeld, type Over, type Purger } from './purger.sql.ts'

/** A dossier hangs on its merchant, on the people it is about, and on who filled it in. */
const dossiersWhere = (
  { before, rows, limit }: Over,
  began: RawBuilder<unknown>,
  isOfThem: RawBuilder<unknown>,
  isKept: RawBuilder<unknown>,
): RawBuilder<unknown> =>
  sql`select d.id, d.merchant_id,
      array[d.id] || ${whileAnyIsHeld(sql`array(select n.id from people n where n.dossier_id = d.id) || array(select u.id from merchant_users u where u.merchant_id = d.merchant_id) || array(select a.case_id from aml_case_hits a join screening_hits h on h.id = a.hit_id where h.dossier_id = d.id)`)} as subject_ids, ${isKept} as is_kept, ${began} as began
    from dossiers d where not d.is_erased and ${isOfThem} and ${began} < ${before} and ${rows(sql`d.id`)} order by d.id ${upTo(limit)}`

export const hasIdentity =
  sql`(exists (select from documents o where o.dossier_id = d.id) or exists (select from identification_measures i where i.dossier_id = d.id) or exists (select from people n where n.dossier_id = d.id and (n.birth_date is not null or n.birth_place <> '' or n.address <> '')))`

export const deactivatedAt = sql`(select m.state_changed_at from merchants m where m.id = d.merchant_id and m.state = 'deactivated')`

/**
 * Never finished: ninety days after the account was switched off pictures, what was read in them and what says who somebody is go. Names
 * stay, and with them the account: he may come back and send his pieces anew.
 */
export const incompleteDossiers: Purger = {
  category: 'incomplete_dossier',
  kind: 'doss',
  root: 'dossiers',
  over: (what) => dossiersWhere(what, deactivatedAt, sql`d.state = 'lapsed' and ${hasIdentity}`, sql`false`),
  erase:
    sql`update dossiers set risk_reasons = '[]' from found where dossiers.id = found.id and dossiers.state = 'lapsed' and not found.is_kept and not ${held} returning dossiers.id`,
  keys: { dossiers: erasedIds, only: 'people' },
  withIt: {
    items_emptied:
      sql`update document_request_items set document_id = null, note = '', state = 'asked', answered_at = null where request_id in (select r.id from document_requests r where r.dossier_id in (${erasedIds}))`,
    ...piecesOf(erasedIds),
    people_emptied:
      sql`update people set birth_date = null, birth_place = '', birth_country = '', nationality = '', address = '' where dossier_id in (${erasedIds})`,
  },
  files: pieceFiles(erasedIds, 'dossier_id'),
  buries: sql`select o.id from documents o where o.dossier_id in (${erasedIds})`,
}

/** What is frozen keeps what it was frozen for. */
const isFrozen = sql`exists (select from freezes z where z.merchant_id = d.merchant_id)`
export const refusedAt =
  sql`coalesce((select max(e.decided_at) from decisions e where e.dossier_id = d.id and e.verdict = 'reject' and e.state = 'taken'), d.decided_at)`
const groundOf =
  sql`(select e.ground from decisions e where e.dossier_id = d.id and e.verdict = 'reject' and e.state = 'taken' order by e.decided_at desc, e.id desc limit 1)`
/** Of a refusal that was taken before a ground was asked for: what called for a second person says it, and in doubt it is kept. */
const looksOfVigilance =
  sql`(d.risk = 'high' or exists (select from screening_hits h where h.dossier_id = d.id) or d.raised && array['high_risk', 'pep'] or exists (select from decisions e where e.dossier_id = d.id and e.verdict = 'reject' and e.state = 'taken' and e.four_eyes && array['high_risk', 'pep']))`
/**
 * Refused for what vigilance looks for, or for a fraud that was tried (L561-12 by extension, L561-15 V): five years. The ground that was
 * given decides.
 */
export const isOfVigilance = sql`case when ${groundOf} is not null then ${groundOf} in ('vigilance', 'fraud') else ${looksOfVigilance} end`

const whole: Pick<Purger, 'kind' | 'root' | 'erase' | 'keys' | 'withIt' | 'files' | 'buries'> = {
  kind: 'doss',
  root: 'dossiers',
  erase:
    sql`update dossiers set is_erased = true, risk_reasons = '[]', raised = '{}' from found where dossiers.id = found.id and dossiers.state = 'rejected' and not dossiers.is_erased and not found.is_kept and not ${held} returning dossiers.id`,
  keys: { subjects: erasedIds, dossiers: erasedIds },
  withIt: wholeOf(erasedIds, sql`n.subject_id in (${erasedIds})`),
  files: sql`${filesOf(erasedIds, 'dossier_id')} union all select n.subject_id, f.storage_key from note_attachments f join notes n on n.id = f.note_id where n.subject_id in (${erasedIds})`,
  buries: buriedWith(erasedIds),
}

export const rejectedDossiers: Purger = {
  ...whole,
  category: 'rejected_dossier',
  over: (what) => dossiersWhere(what, refusedAt, sql`d.state = 'rejected'`, isOfVigilance),
}

export const rejectedByVigilance: Purger = {
  ...whole,
  category: 'rejected_dossier_aml',
  over: (what) => dossiersWhere(what, refusedAt, sql`d.state = 'rejected' and ${isOfVigilance}`, isFrozen),
}
