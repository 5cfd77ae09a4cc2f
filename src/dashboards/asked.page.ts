import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import { isUsualInstant, parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Column } from '#src/web/components.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import type { Counted, ItemPlace } from './figures.sql.ts'
import { readPeriod, type Period } from './period.ts'
import { itemSorts, keySorts, nextSort, personSorts, totalSorts, type ItemSort, type KeySort, type PersonSort, type Sort,
  type TotalSort } from './sorts.ts'
import { bandDays, queueIds, queues, type QueueId } from './queue.ts'

export const here = '/console/dashboards'

/** Those that this person may read. */
export const queuesOf = (visit: Visit): QueueId[] => queueIds.filter((id) => isAllowed(staffOf(visit).roles, queues[id].read))

/** Another's queue is not there. */
export const queueOfPath = (visit: Visit): QueueId => {
  const queue = askedOf(queuesOf(visit), param(visit, 'queue'))
  if (!queue) throw notFound()
  return queue
}

export const periodOf = ({ query, ctx }: Visit): Period => readPeriod(query['period'], parisDay(ctx.now))

const usual = '30'
/** An address of the dashboards; the usual period and what is empty are left out. */
export const addressOf = (path: string, period: Period, said: Record<string, string | number | null | undefined> = {}): string => {
  const all = new URLSearchParams({
    ...(period.said === usual ? {} : { period: period.said }),
    ...Object.fromEntries(
      Object.entries(said).filter(([, value]) => value !== null && value !== undefined && value !== '').map((
        [name, value],
      ) => [name, String(value)]),
    ),
  })
  return all.size > 0 ? `${path}?${all}` : path
}

const whats = ['open', 'late', 'arrived', 'decided', 'judged', 'wrong', 'held'] as const satisfies readonly Counted['what'][]

export const itemSortOf = ({ query }: Visit): ItemSort => askedOf(itemSorts, query['sort']) ?? 'oldest'
/** Null: in the house's own order. */
export const totalSortOf = ({ query }: Visit): TotalSort | null => askedOf(totalSorts, query['sort']) ?? null

/** A queue's page has two tables that sort, each by itself. */
export type QueueSorts = { keys: KeySort | null; people: PersonSort | null }
export const queueSortsOf = ({ query }: Visit): QueueSorts => ({
  keys: askedOf(keySorts, query['keys']) ?? null,
  people: askedOf(personSorts, query['people']) ?? null,
})

/** The heading of a column of figures: where it leads, and how the table stands. */
export const sortedBy = <By extends string>(
  sort: Sort<By> | null,
  by: By,
  addressFor: (next: Sort<By> | null) => string,
): NonNullable<Column['sort']> => ({
  href: addressFor(nextSort(sort, by)),
  direction: sort === by ? 'descending' : sort === `${by}_up` ? 'ascending' : 'none',
})

/** What is counted, as an address; the period's own days and the usual order are left out. */
export const itemsPath = (
  queue: QueueId,
  period: Period,
  { what, band, person, key, from, to, sort }: Partial<Counted> & Pick<Counted, 'what'> & { sort?: ItemSort },
  path = 'items',
): string =>
  addressOf(`${here}/${queue}/${path}`, period, {
    sort: sort === 'oldest' ? null : sort,
    of: what,
    band,
    person,
    key,
    ...(from && to && (from !== period.from || to !== period.to) ? { from, to } : {}),
  })

/** Days of the period only, so that a figure never counts what its page does not. */
const daysOf = ({ query }: Visit, period: Period): Pick<Counted, 'from' | 'to'> => {
  const [from, to] = [askedDay(query['from']), askedDay(query['to'])]
  return from && to && from <= to && from >= period.from && to <= period.to ? { from, to } : { from: period.from, to: period.to }
}

/** Whose work: one's own, or anybody's to whoever may see it; 404 otherwise. */
const personOf = (visit: Visit): string | null => {
  const person = askedText(visit.query['person'], 40)
  if (!/^staf_[0-9A-Za-z]{24}$/.test(person)) return null
  if (person !== staffOf(visit).id && !isAllowed(staffOf(visit).roles, 'workload.read')) throw notFound()
  return person
}

export const countedOf = (visit: Visit, period: Period): Counted => {
  const { query } = visit
  const band = askedText(query['band'], 1)
  const key = askedText(query['key'], 40)
  return {
    what: askedOf(whats, query['of']) ?? 'open',
    band: /^\d$/.test(band) && Number(band) < bandDays.length ? Number(band) : null,
    person: personOf(visit),
    key: /^[\w-]{1,40}$/.test(key) ? key : null,
    ...daysOf(visit, period),
  }
}

export const placeOf = ({ query }: Visit): ItemPlace | null => {
  const [at = '', id = ''] = askedText(query['after'], 70).split('~')
  return isUsualInstant(at) && /^\w{1,40}$/.test(id) ? { at, id } : null
}
