import { invalid } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Chip, type Columns, type Field, type Tone } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { takeBankFile, type TakenLine, type Verdict } from './takeBankFile.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

export const bankFilePath = '/console/bank-files'
const mostShown = 500

/** What somebody has to do something about comes first. */
const order: readonly Verdict[] = ['failed', 'broken', 'matched', 'known']
const tones: Record<Verdict, Tone> = { failed: 'bad', broken: 'warning', matched: 'good', known: 'neutral' }

const verdictChip = ({ t }: Visit, verdict: Verdict): Chip => ({ tone: tones[verdict], label: t(`payouts:bank.verdict.${verdict}`) })

/** A break is where it is dealt with; what fits leads to its payout. Each to those who may go there. */
const placeOf = (visit: Visit, { answer, verdict }: TakenLine): string => {
  const { roles } = staffOf(visit)
  if (answer?.outcome === 'broken') return isAllowed(roles, 'payments.read') ? `/console/breaks/${answer.id}` : ''
  return answer?.payout_id && verdict !== 'failed' && isAllowed(roles, 'payouts.read') ? `/console/payouts/${answer.payout_id}` : ''
}

const whyOf = ({ t }: Visit, { verdict, answer }: TakenLine): string =>
  verdict === 'failed'
    ? t('payouts:bank.failed_why')
    : answer?.outcome === 'broken' && answer.broken
    ? t(`payouts:broken.${answer.broken}`)
    : ''

const rowOf = (visit: Visit, line: TakenLine) => ({
  reference: line.answer?.end_to_end_id ?? line.told.endToEndId.slice(0, 64),
  said: visit.t(`payouts:said.${line.told.said}`),
  code: line.answer?.reason ?? '',
  cents: line.told.currency === null || line.told.currency === 'eur' ? line.told.amountCents : null,
  chip: verdictChip(visit, line.verdict),
  why: whyOf(visit, line),
  href: placeOf(visit, line),
})

const columnsOf = ({ t }: Visit): Columns => ({
  reference: { label: t('payouts:broken.reference'), isLead: true, isWide: true },
  said: { label: t('payouts:broken.said') },
  amount: { label: t('payouts:bank.amount'), isNumber: true },
  verdict: { label: t('payouts:bank.verdict_column') },
})

const fieldOf = (visit: Visit, refused?: Refused): Field[] => {
  const { t } = visit
  const fields: Field[] = [{
    name: 'file',
    type: 'file',
    label: t('payouts:bank.file'),
    hint: t('payouts:bank.file_hint'),
    accept: '.xml,application/xml,text/xml',
    isRequired: true,
    width: 'full',
  }]
  return refused ? refill(fields, {}, refused.errors, t) : fields
}

const resultOf = (visit: Visit, lines: readonly TakenLine[]) => {
  const { t } = visit
  const count = (verdict: Verdict): number => lines.filter((one) => one.verdict === verdict).length
  const sorted = lines.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  return {
    figures: (['matched', 'broken', 'known', 'failed'] as const).map((one) => ({
      label: t(`payouts:bank.verdict.${one}`),
      value: String(count(one)),
      ...(count(one) > 0 ? { note: t(`payouts:bank.verdict_text.${one}`) } : {}),
    })),
    rows: sorted.slice(0, mostShown).map((one) => rowOf(visit, one)),
    columns: columnsOf(visit),
    more: lines.length > mostShown ? t('payouts:bank.more', { count: lines.length - mostShown }) : '',
  }
}

const pageOf = (visit: Visit, { refused, lines }: { refused?: Refused | undefined; lines?: readonly TakenLine[] }): Answer => {
  const { t } = visit
  return view('payouts/bank-file', {
    title: t('payouts:bank.title'),
    sentence: t('payouts:bank.sentence'),
    back: { href: '/console/payout-batches', label: t('payouts:batch.title') },
    action: bankFilePath,
    errors: errorLines(refused?.errors, t),
    fields: fieldOf(visit, refused),
    submit: t('payouts:bank.submit'),
    result: lines ? resultOf(visit, lines) : null,
  })
}

/** GET /console/bank-files; again, with what is wrong, where a file was refused. */
export const showBankFile = async (visit: Visit, refused?: Refused): Promise<Answer> => pageOf(visit, { refused })

/** POST /console/bank-files: said line by line at once. Sent again (a reload) it does nothing more, and says so. */
export const handInBankFile = async (visit: Visit): Promise<Answer> => {
  const sent = visit.files.find(({ field, bytes }) => field === 'file' && bytes.length > 0)
  if (!sent) throw invalid({ file: 'payouts:bank.no_file' })
  const { lines } = await takeBankFile(visit.ctx, sent.bytes)
  return pageOf(visit, { lines })
}
