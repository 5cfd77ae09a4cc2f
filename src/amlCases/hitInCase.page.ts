import type { HitRow } from '#src/hits/hits.sql.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action, Fact } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { mayTakeHit } from './amlCase.ts'
import { casePath, casesPath, mayExamine } from './amlWords.page.ts'
import { findCaseOfHit } from './caseMatter.sql.ts'

/** On the page of a hit: the case in which it is examined, for who reads cases. */
export const hitCaseFacts = async (visit: Visit, { id }: HitRow): Promise<Fact[]> => {
  const caseId = isAllowed(staffOf(visit).roles, 'alerts.read') ? await findCaseOfHit(visit.ctx.db, id) : null
  return caseId ? [{ label: visit.t('alerts:fact.case'), text: visit.t('alerts:fact.case_link'), href: casePath({ id: caseId }) }] : []
}

/** The way into a case: the one of its merchant, or a new one. Why there is none is said. */
export const hitCaseActions = async (visit: Visit, hit: HitRow): Promise<Action[]> => {
  const { t, ctx: { db } } = visit
  if (!mayExamine(visit) || (await findCaseOfHit(db, hit.id))) return []
  const label = t('amlCases:act.take_hit')
  return [
    mayTakeHit(hit)
      ? { label, href: `${casesPath}/new?hit=${hit.id}`, kind: 'plain', icon: 'folder' }
      : { label, reason: t(hit.topic === 'freeze' ? 'amlCases:missing.hit_freeze' : 'amlCases:missing.hit_ended') },
  ]
}
