import { dictionary } from '#src/kernel/dictionary.ts'
import { newId } from '#src/kernel/ids.ts'
import { addDays, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import { isSame, sha256 } from '#src/platform/crypto.ts'
import type { Database } from '#src/platform/db.ts'
import { isApproved, type Acquirer, type Act, type AuthorizeCall, type DebitCall, type EvidenceSaid, type FollowingCall, type RepresentCall,
  type Said } from './acquirer.ts'
import { findByReference, findEvidence, findNamedDay, findOperation, isCanceled, isDefended, keepEvidence, keepOperation, listDisputeLines,
  settleUpTo, type OperationRow } from './simulator.sql.ts'
import { testAccount, testCard } from './testNumbers.ts'

/**
 * How it treats a call: `lost`: done, and the answer never comes; `deaf`: neither; `late`: done and answered after so many milliseconds.
 */
export type Mood = 'prompt' | 'lost' | 'deaf' | { late: number }

export type SimulatorFacts = {
  db: Database
  /** Tests and drills tell it how to treat each call; left alone it is prompt. */
  mood?: (callId: string, act: Act | 'represent') => Mood
}

type Done = Pick<OperationRow, 'response' | 'scheme'> & { disputeCode?: string; original?: string; isCaptured?: boolean }

const schemeOf = (pan: string): string => (/^(5[1-5]|2[2-7])/.test(pan) ? 'mastercard' : 'visa')

/** What is held is captured, and contested, no sooner than the merchant captures it. */
const authorized = ({ instrument, isHeld }: AuthorizeCall): Done => {
  const { response = '00', threeDs, dispute, isCapturedAtOnce = false } = testCard(instrument.pan)
  const isMissing = threeDs === 'required' && !instrument.isAuthenticated
  const isCaptured = !isHeld && (isCapturedAtOnce || dispute !== undefined)
  return {
    response: isMissing ? 'A1' : response,
    scheme: schemeOf(instrument.pan),
    isCaptured,
    ...(dispute ? { disputeCode: `${dispute.network}:${dispute.code}` } : {}),
  }
}

const debited = ({ instrument }: DebitCall): Done => {
  const { response = '00', dispute, isCapturedAtOnce = false } = testAccount(instrument.iban)
  return {
    response,
    scheme: 'sepa',
    isCaptured: isCapturedAtOnce || dispute !== undefined,
    ...(dispute ? { disputeCode: `${dispute.network}:${dispute.code}` } : {}),
  }
}

/** The capture of what is contested brings the contestation with it. */
const contested = (
  act: Act,
  { dispute_code: code }: OperationRow,
): Partial<Done> => (act === 'capture' && code ? { disputeCode: code } : {})

/**
 * No operation of that reference: 25, "unable to locate record"; one that was refused, is canceled already or, for a cancel, is settled:
 * 12, "invalid transaction".
 */
const followed = async (db: Database, act: Act, { original }: FollowingCall): Promise<Done> => {
  const found = await findByReference(db, original)
  if (!found) return { response: '25', scheme: 'visa', original }
  const isOver = !isApproved(found.response) || (act === 'cancel' && found.settled_on !== null) || (await isCanceled(db, original))
  return { response: isOver ? '12' : '00', scheme: found.scheme, original, ...contested(act, found) }
}

/** A contestation has the reference of what it contests, and a mark of its own. */
const disputeKey = (reference: string): string => `${reference}.d`

const saidOf = ({ response, reference, dispute_code: dispute, is_captured_at_once: isCaptured }: OperationRow): Said => {
  const [network = '', code = ''] = dispute?.split(':') ?? []
  return { response, reference, isCaptured, dispute: dispute === null ? null : { network, code, key: disputeKey(reference) } }
}

class NoAnswer extends Error {}

const never = async (): Promise<never> => {
  throw new NoAnswer('the acquirer does not answer')
}

const line = (row: OperationRow): string =>
  [
    row.act === 'authorize' ? 'capture' : row.act,
    row.reference,
    row.original ?? '',
    row.amount_cents,
    row.currency,
    row.scheme,
    row.settled_on,
    row.call_id,
  ]
    .join(';')

/** How long each network leaves for an answer, from the day it tells; none for a debit that came back. */
const answerDays: Readonly<Record<string, number>> = dictionary({ visa: 30, mastercard: 45, national: 21 })

const disputeLine = ({ reference, amount_cents: amount, currency, dispute_code: said }: OperationRow, on: string): string => {
  const [network = '', code = ''] = said?.split(':') ?? []
  const dueOn = answerDays[network] === undefined ? '' : addDays(on, answerDays[network])
  const rType = network !== 'sepa' ? '' : code === 'MD06' ? 'refund' : 'return'
  return [disputeKey(reference), reference, network, code, rType, amount, currency, dueOn, 'opened'].join(';')
}

/** What each network takes of a file, in bytes. */
const evidenceLimit: Readonly<Record<string, number>> = dictionary({ visa: 10_000_000, mastercard: 10_000_000, national: 10_000_000 })

/**
 * Its last day: the one it named, else so long after it told. Null: nothing was told by this bank (a file, a demo), which then has no day
 * of its own.
 */
const lastDayOf = async (db: Database, { dispute }: RepresentCall): Promise<string | null> => {
  const named = await findNamedDay(db, dispute)
  if (named !== null) return named
  const found = await findByReference(db, dispute.replace(/\.d$/, ''))
  const days = answerDays[found?.dispute_code?.split(':')[0] ?? '']
  return found && days !== undefined ? addDays(found.settled_on ?? parisDay(found.done_at), days) : null
}

const weighed = async (db: Database, call: RepresentCall): Promise<string> => {
  if (!isSame(sha256(call.file), call.sha256) || call.pageCount < 1) return 'corrupt'
  if (call.file.length > (evidenceLimit[call.network] ?? 0)) return 'too_large'
  const lastDay = await lastDayOf(db, call)
  if (lastDay !== null && parisDay(call.at) > lastDay) return 'too_late'
  return (await isDefended(db, call.dispute, call.callId)) ? 'sent_before' : '00'
}

/** What was said of a file is said again, whatever the day. */
const received = async (db: Database, call: RepresentCall): Promise<EvidenceSaid> => {
  const { callId, dispute, network, file, pageCount, at } = call
  const row = (await findEvidence(db, callId))
    ?? (await keepEvidence(db, {
      call_id: callId,
      dispute,
      network,
      sha256: sha256(file),
      byte_count: file.length,
      page_count: pageCount,
      response: await weighed(db, call),
      reference: newId('acqe', at),
      received_at: at,
    }))
  return { response: row.response, reference: row.reference }
}

/** What was won of a contestation comes back with the settlement of the day after it was said. */
const creditLine = (said: string, on: string): string | null => {
  const [reference = '', , network = '', , , amount = '', currency = '', , stage = ''] = said.split(';')
  return ['won', 'partly', 'withdrawn'].includes(stage)
    ? ['dispute_credit', `${reference}.c`, reference, amount, currency, network, on, ''].join(';')
    : null
}

/**
 * A bank of our own, with its own memory and its own transactions: it does what the documented test numbers say, once for each call id, and
 * misbehaves when told to. Whatever the core loses, this remembers; the core asks.
 */
export const openSimulator = ({ db, mood = () => 'prompt' }: SimulatorFacts): Acquirer => {
  type Any = AuthorizeCall | DebitCall | FollowingCall
  const perform = async (act: Act, call: Any, work: () => Promise<Done> | Done): Promise<Said> => {
    const { response, scheme, disputeCode, original, isCaptured = false } = await work()
    const row = await keepOperation(db, {
      call_id: call.callId,
      act,
      reference: newId('acqr', call.at),
      original: original ?? null,
      amount_cents: call.amountCents,
      currency: call.currency,
      scheme,
      response,
      done_at: call.at,
      dispute_code: disputeCode ?? null,
      is_captured_at_once: isCaptured,
    })
    return saidOf(row)
  }
  const moody = async <S>(callId: string, act: Act | 'represent', work: () => Promise<S>): Promise<S> => {
    const how = mood(callId, act)
    if (how === 'deaf') return never()
    const said = await work()
    if (how === 'lost') return never()
    if (typeof how === 'object') await new Promise((done) => setTimeout(done, how.late))
    return said
  }
  const answering = <Asked extends Any>(act: Act, work: (call: Asked) => Promise<Done> | Done) => (call: Asked): Promise<Said> =>
    moody(call.callId, act, () => perform(act, call, () => work(call)))
  return {
    authorize: answering('authorize', authorized),
    debit: answering('debit', debited),
    capture: answering('capture', (call: FollowingCall) => followed(db, 'capture', call)),
    cancel: answering('cancel', (call: FollowingCall) => followed(db, 'cancel', call)),
    refund: answering('refund', (call: FollowingCall) => followed(db, 'refund', call)),
    isEnrolled: async (pan) => testCard(pan).threeDs !== 'not_enrolled',
    demandsAuthentication: async (pan) => testCard(pan).threeDs === 'required',
    inquire: async (callId) => {
      const row = await findOperation(db, callId)
      return row && saidOf(row)
    },
    represent: (call) => moody(call.callId, 'represent', () => received(db, call)),
    inquireEvidence: (callId) => findEvidence(db, callId).then((row) => row && { response: row.response, reference: row.reference }),
    disputeReport: async function*(on) {
      yield 'reference;original;network;code;r_type;amount;currency;due_on;stage'
      for (const row of await settleUpTo(db, startOfParisDay(addDays(on, 1)), on)) if (row.dispute_code) yield disputeLine(row, on)
      yield* await listDisputeLines(db, on)
    },
    report: async function*(on) {
      yield 'act;reference;original;amount;currency;scheme;settled_on;call'
      for (const row of await settleUpTo(db, startOfParisDay(addDays(on, 1)), on)) {
        yield line(row)
        if (row.dispute_code)
          yield ['dispute', disputeKey(row.reference), row.reference, row.amount_cents, row.currency, row.dispute_code, row.settled_on, '']
            .join(';')
      }
      for (const said of await listDisputeLines(db, addDays(on, -1))) {
        const credit = creditLine(said, on)
        if (credit) yield credit
      }
    },
  }
}
