import { sql, type Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Tariffs } from '#src/platform/db.types.ts'

export type TariffRow = Selectable<Tariffs>

/** The merchant's own, else everybody's, as it stood on that day. */
export const findTariff = async (db: ReadDb, merchantId: string, method: string, on: Day): Promise<TariffRow> =>
  db
    .selectFrom('tariffs')
    .selectAll()
    .where('method', '=', method)
    .where('effective_on', '<=', sql<string>`${on}::date`)
    .where((eb) => eb.or([eb('merchant_id', '=', merchantId), eb('merchant_id', 'is', null)]))
    .orderBy(sql`merchant_id is null`)
    .orderBy('effective_on', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
