import { readBankMessage, type Told } from '#src/bank/bankMessages.ts'
import { system } from '#src/kernel/actor.ts'
import { forbidden, invalid } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { actingAs, unit, type Ctx } from '#src/platform/ctx.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { findAnswerTo, type AnswerRow } from './answers.sql.ts'
import { takeBankAnswer, wordsOf } from './takeBankAnswer.ts'

/** matched: done. broken: fits nothing, waits among the breaks. known: read before, from this file or another. failed: try again. */
export type Verdict = 'matched' | 'broken' | 'known' | 'failed'
export type TakenLine = { told: Told; verdict: Verdict; answer: AnswerRow | null }
export type TakenFile = { lines: TakenLine[] }

/** Our own files hold 5 000 transfers at most, and so does what is said of one of them. */
const mostLines = 5_000
/** A line of either kind has some thirty elements; whatever has many more for its lines is no answer of a bank. */
const mostElements = 250_000

const verdictOf = async (bank: Ctx, told: Told): Promise<{ isNew: boolean } | 'failed'> => {
  try {
    return { isNew: await unit(bank, (tx) => takeBankAnswer(tx, told)) }
  } catch (error) {
    log.error({ code: codeOf(error) }, 'a line of a file of the bank could not be taken')
    return 'failed'
  }
}

const takeLine = async (bank: Ctx, told: Told): Promise<TakenLine> => {
  const taken = await verdictOf(bank, told)
  const answer = await findAnswerTo(bank.db, wordsOf(told))
  if (taken === 'failed') return { told, verdict: 'failed', answer }
  return { told, verdict: taken.isNew ? (answer?.outcome ?? 'matched') : 'known', answer }
}

const readWords = (bytes: Buffer): Told[] => {
  const told = readBankMessage(bytes.toString('utf8'), mostElements)
  if (!told) throw invalid({ file: 'payouts:bank.unreadable' })
  if (told.length > mostLines) throw invalid({ file: 'payouts:bank.too_many' })
  return told
}

/** Who handed in which file, and what came of it: the bank's words move payouts, and somebody brought them. */
const noteFile = (ctx: Ctx, bytes: Buffer, lines: readonly TakenLine[]): Promise<unknown> => {
  const count = (verdict: Verdict): number => lines.filter((one) => one.verdict === verdict).length
  const digest = sha256(bytes).toString('hex')
  return unit(ctx, (tx) =>
    record(tx, 'bank_file.handed_in', {
      subject: `bank_file:${digest.slice(0, 32)}`,
      data: {
        sha256: digest,
        lines: lines.length,
        matched: count('matched'),
        broken: count('broken'),
        known: count('known'),
        failed: count('failed'),
      },
    }))
}

/**
 * A file of the bank that one of the staff hands in: pain.002 or camt.054, by what it says and not by its name. Each line in a unit of its
 * own, in the name of the bank; the same file again, whole or broken off, does only what was not done. 403; 422 naming `file` where it is
 * neither, or says more than 5 000 things. A line that fits nothing waits among the breaks.
 */
export const takeBankFile = async (ctx: Ctx, bytes: Buffer): Promise<TakenFile> => {
  if (ctx.actor.kind !== 'staff' || !isAllowed(ctx.actor.roles, 'bank_files.take')) throw forbidden()
  const bank = actingAs(ctx, system('bank-file'))
  const lines: TakenLine[] = []
  for (const told of readWords(bytes)) lines.push(await takeLine(bank, told))
  await noteFile(ctx, bytes, lines)
  return { lines }
}
