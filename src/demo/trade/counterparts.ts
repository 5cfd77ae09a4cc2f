import type { Acquirer } from '#src/acquirer/acquirer.ts'
import { findReference } from '#src/acquirer/calls.sql.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import type { Bank } from '#src/bank/bank.ts'
import { writeStatusReport } from '#src/bank/bankReplies.ts'
import { openBankSimulator } from '#src/bank/bankSimulator.ts'
import { findByReport } from '#src/disputes/disputes.sql.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { readPayment } from '#src/payments/payments.sql.ts'
import type { Database, WritableDb } from '#src/platform/db.ts'
import type { SepaRType } from '#src/platform/db.types.ts'

/**
 * What a payer contests, reported on the day: told to the acquirer's reports by the life of the payment. `dueOn`: the network's own date,
 * where it names one.
 */
export type Contested = { on: Day; paymentId: string; network: string; code: string; rType?: SepaRType; dueOn?: Day }
/** Lines of a day beside those that follow from payments: of the report of what was settled, and of the report of disputes. */
export type Reported = Record<'settled' | 'disputed', { on: Day; line: string }[]>
/**
 * Days with something in the acquirer's report, or the bank's answers, that fits nothing: an amount that differs, a line of somebody
 * else's.
 */
export type Oddities = { differs: readonly Day[]; unknown: readonly Day[]; unknownTransfer: readonly Day[] }
/** From that day on the bank reads another account for the merchant's: one that refuses, or takes and gives back. */
export type Misled = { from: Day; iban: string; becomes: string }

/** A simulator that writes in the transaction we are in: what it remembers stands or falls with what we do. */
export const within = (db: WritableDb): Database =>
  new Proxy(db as unknown as Database, {
    get: (target, name) => {
      if (name === 'transaction') return () => ({ execute: (work: (trx: WritableDb) => unknown) => work(db) })
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as (...all: unknown[]) => unknown).bind(target) : value
    },
  })

const disputeLine = async (db: WritableDb, { on, paymentId, network, code }: Contested): Promise<string[]> => {
  const { state, amount_cents: amount, refunded_cents: refunded } = await readPayment(db, paymentId)
  const reference = await findReference(db, paymentId)
  return state === 'captured' && refunded === 0 && reference
    ? [['dispute', `${reference}.d`, reference, amount, 'eur', `${network}:${code}`, on, ''].join(';')]
    : []
}

/** The same, as the report of disputes has it: where the settlement has brought it. */
const openedLine = async (db: WritableDb, { paymentId, network, code, rType, dueOn }: Contested): Promise<string[]> => {
  const reference = await findReference(db, paymentId)
  const dispute = reference === null ? null : await findByReport(db, `${reference}.d`)
  return dispute
    ? [[dispute.report_key, reference, network, code, rType ?? '', dispute.amount_cents, 'eur', dueOn ?? '', 'opened'].join(';')]
    : []
}

/** Ninety cents too much. */
const misprinted = (line: string): string => line.split(';').map((part, at) => (at === 3 ? String(Number(part) + 90) : part)).join(';')
const strangeLine = (on: Day, at: Date): string => ['capture', newId('acqr', at), '', 4_250, 'eur', 'visa', on, ''].join(';')

type AcquirerFacts = { db: WritableDb; now: () => Date; contested: readonly Contested[]; reported: Reported; oddities: Oddities }

/** The simulated acquirer, with payers who contest and a report that is not always right. */
export const tradingAcquirer = ({ db, now, contested, reported, oddities }: AcquirerFacts): Acquirer => {
  const simulator = openSimulator({ db: within(db) })
  const report = async function*(on: Day): AsyncIterable<string> {
    let isToDiffer = oddities.differs.includes(on)
    for await (const line of simulator.report(on)) {
      const differs = isToDiffer && line.startsWith('capture;')
      if (differs) isToDiffer = false
      yield differs ? misprinted(line) : line
    }
    for (const one of contested.filter((each) => each.on === on)) yield* await disputeLine(db, one)
    yield* reported.settled.filter((each) => each.on === on).map(({ line }) => line)
    if (oddities.unknown.includes(on)) yield strangeLine(on, now())
  }
  const disputeReport = async function*(on: Day): AsyncIterable<string> {
    yield* simulator.disputeReport(on)
    for (const one of contested.filter((each) => each.on === on)) yield* await openedLine(db, one)
    yield* reported.disputed.filter((each) => each.on === on).map(({ line }) => line)
  }
  return { ...simulator, report, disputeReport }
}

type BankFacts = { db: WritableDb; today: () => Day; now: () => Date; misled: readonly Misled[]; oddities: Oddities }

/** The simulated bank, of which a few accounts are closed or blocked by now, and which once answers for a transfer that is not ours. */
export const tradingBank = ({ db, today, now, misled, oddities }: BankFacts): Bank => {
  const simulator = openBankSimulator({ db: within(db) })
  // asked for that day again, it says the same
  const strange = {
    endToEndId: newId('pout', now()).replace('_', '-'),
    messageId: newId('btch', now()).replace('_', '-'),
    amountCents: 18_940,
    currency: 'eur',
    response: '00',
  }
  const read = (xml: string): string =>
    misled.filter(({ from }) => today() >= from).reduce(
      (text, { iban, becomes }) => text.replaceAll(`<IBAN>${iban}</IBAN>`, `<IBAN>${becomes}</IBAN>`),
      xml,
    )
  return {
    submit: ({ xml, ...file }) => simulator.submit({ ...file, xml: read(xml) }),
    messages: async function*(on) {
      yield* simulator.messages(on)
      if (oddities.unknownTransfer.includes(on)) yield writeStatusReport([{ ...strange, on }], on)
    },
  }
}
