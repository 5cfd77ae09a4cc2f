import type { Insertable, Selectable, Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { EvidenceSendings } from '#src/platform/db.types.ts'

export type SendingRow = Selectable<EvidenceSendings>

export const insertSending = async (db: WritableDb, row: Insertable<EvidenceSendings>): Promise<void> =>
  void (await db.insertInto('evidence_sendings').values(row).execute())

/** Lock its dispute first. */
export const lockSending = (db: WritableDb, id: string): Promise<SendingRow> =>
  db.selectFrom('evidence_sendings').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

export const changeSending = async (db: WritableDb, id: string, change: Updateable<EvidenceSendings>): Promise<void> =>
  void (await db.updateTable('evidence_sendings').set(change).where('id', '=', id).execute())

/** The last of a dispute: what stands. */
export const findSendingOf = async (db: ReadDb, disputeId: string): Promise<SendingRow | null> =>
  (await db
    .selectFrom('evidence_sendings')
    .selectAll()
    .where('dispute_id', '=', disputeId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

/** Of that very file. */
export const findSendingOfFile = async (db: ReadDb, fileId: string): Promise<SendingRow | null> =>
  (await db.selectFrom('evidence_sendings').selectAll().where('file_id', '=', fileId).executeTakeFirst()) ?? null

/** On their way: the oldest first. */
export const findOnTheirWay = (db: ReadDb, after: Pick<SendingRow, 'noted_at' | 'id'> | null, limit: number): Promise<SendingRow[]> =>
  db
    .selectFrom('evidence_sendings')
    .selectAll()
    .where('state', 'in', ['noted', 'unknown'])
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple('noted_at', 'id'), '>', eb.tuple(after!.noted_at, after!.id))))
    .orderBy('noted_at')
    .orderBy('id')
    .limit(limit)
    .execute()
