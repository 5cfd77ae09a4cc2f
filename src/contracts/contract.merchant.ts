import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { personFacts } from '#src/dossiers/facts.ts'
import { fileOf, isClosedOff, stepsOf } from '#src/dossiers/file.page.ts'
import { personName } from '#src/dossiers/person.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { sayProblem } from '#src/dossiers/steps.page.ts'
import { filled, type Refused } from '#src/merchants/forms.page.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { file as fileAnswer, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { line, optionalLine, parse } from '#src/web/fields.ts'
import { countKnock } from '#src/web/limits.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { codeProblem, isSignable } from './contract.ts'
import type { ContractRow } from './contracts.sql.ts'
import { draftContract } from './draftContract.ts'
import { openContractFile } from './keepContractFile.ts'
import { sendContractCode } from './sendContractCode.ts'
import { signContract } from './signContract.ts'
import { possibleSigners } from './signers.ts'
import { takeContract } from './takeContract.ts'
import { clausesOf } from './wording.ts'

type Stage = 'waits' | 'to_draw' | 'to_sign' | 'signed'

const stageOf = (file: DossierFile, isBlocked: boolean): Stage => {
  if (file.contract?.state === 'signed') return 'signed'
  if (isBlocked || !isSignable(file.dossier.state, file.contract)) return 'waits'
  return file.contract ? 'to_sign' : 'to_draw'
}

const signerField = ({ t }: Visit, { people }: DossierFile): Field => {
  const signers = possibleSigners(people.map(personFacts)).map(({ id }) => people.find((one) => one.id === id)).filter((one) =>
    one !== undefined
  )
  return {
    name: 'signer',
    type: 'radios',
    label: t('contracts:field.signer'),
    value: signers[0]?.id ?? '',
    options: signers.map((one) => ({ value: one.id, label: personName(one), hint: t(`dossiers:role.${one.role}`) })),
  }
}

const codeField = ({ t }: Visit, email: string): Field => ({
  name: 'code',
  label: t('contracts:field.code'),
  hint: t('contracts:hint.code', { email }),
  isRequired: true,
  autocomplete: 'one-time-code',
  inputmode: 'numeric',
  width: 'short',
  maxlength: 12,
})

const pagesOf = async (visit: Visit, contract: ContractRow) => {
  const pdf = await openPdf(await bytesOf(visit, contract))
  try {
    return Array.from({ length: pdf.pageCount }, (_, i) => ({
      src: `/merchant/contract/pages/${i + 1}?of=${contract.id}`,
      label: visit.t('contracts:page', { page: i + 1, total: pdf.pageCount }),
      ...pdf.pageSize(i + 1, pageSize),
    }))
  } finally {
    pdf.close()
  }
}

/** Sharp on a phone held close, and one picture under 200 kB. */
const pageSize = { dpi: 130 }

const bytesOf = (visit: Visit, contract: ContractRow): Promise<Buffer> =>
  openContractFile(visit.ctx.db, contract.merchant_id, contract.storage_key, contract.sha256)

/** GET /merchant/contract */
export const showContract = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  if (isClosedOff(file)) return seeOther('/merchant')
  const own = stepsOf(visit, file).find(({ name }) => name === 'contract')
  const stage = stageOf(file, own?.state === 'blocked')
  const { contract } = file
  const isCodeOut = contract !== null && stage === 'to_sign' && codeProblem(contract, visit.ctx.now) === null
  return view('contracts/contract', {
    title: visit.t('contracts:title'),
    sentence: visit.t(`contracts:sentence.${stage}`),
    stage,
    isWaiting: stage === 'waits',
    isToDraw: stage === 'to_draw',
    isToSign: stage === 'to_sign',
    isSigned: stage === 'signed',
    errors: errorLines(refused?.errors, visit.t),
    problems: (own?.problems ?? []).map((one) => sayProblem(visit, one)),
    isCodeOut,
    signer: filled(visit, [signerField(visit, file)], refused)[0],
    code: filled(visit, [codeField(visit, visit.session?.email ?? '')], refused)[0],
    clauses: contract ? clausesOf(contract.wording) : [],
    pages: contract && stage !== 'waits' ? await pagesOf(visit, contract) : [],
    signedAt: contract?.signed_at ?? null,
    isDraft: file.dossier.state === 'draft',
    codeEndsAt: contract?.code_expires_at ?? null,
  })
}

const currentContract = async (visit: Visit): Promise<ContractRow> => {
  const file = await fileOf(visit)
  if (!file.contract || isClosedOff(file)) throw notFound()
  return file.contract
}

/** GET /merchant/contract/pages/:page: a picture, so that it is read in the page itself, on any device. */
export const showContractPage = async (visit: Visit): Promise<Answer> => {
  const page = /^[1-9]\d{0,3}$/.test(param(visit, 'page')) ? Number(param(visit, 'page')) : 0
  const contract = await currentContract(visit)
  const pdf = await openPdf(await bytesOf(visit, contract))
  try {
    if (page < 1 || page > pdf.pageCount) throw notFound()
    return fileAnswer(await pdf.renderPage(page, pageSize), 'image/png', `contrat-${page}.png`, true)
  } finally {
    pdf.close()
  }
}

/** GET /merchant/contract/file: the very bytes that are or were signed. */
export const showContractFile = async (visit: Visit): Promise<Answer> => {
  const contract = await currentContract(visit)
  return fileAnswer(await bytesOf(visit, contract), 'application/pdf', 'contrat.pdf', true)
}

/** GET /merchant/contract/signed: with the page that proves the signature; recorded. */
export const downloadSignedContract = async (visit: Visit): Promise<Answer> => {
  const contract = await currentContract(visit)
  if (!contract.signed_storage_key || !contract.signed_sha256) throw notFound()
  const bytes = await openContractFile(visit.ctx.db, contract.merchant_id, contract.signed_storage_key, contract.signed_sha256)
  await takeContract(visit.ctx, contract)
  return fileAnswer(bytes, 'application/pdf', 'contrat-signe.pdf')
}

const drawForm = z.object({ signer: optionalLine(40) })

/** POST /merchant/contract/draft */
export const postDraft = async (visit: Visit): Promise<Answer> => {
  await draftContract(visit.ctx, { signerId: parse(drawForm, visit.body).signer })
  return seeOther('/merchant/contract')
}

/** POST /merchant/contract/code */
export const postCode = async (visit: Visit): Promise<Answer> => {
  await countKnock('merchant.code', merchantUserOf(visit).id)
  await sendContractCode(visit.ctx)
  return seeOther('/merchant/contract', good('contracts:flash.code_sent'))
}

const signForm = z.object({ code: line(12) })

/** POST /merchant/contract/sign */
export const postSign = async (visit: Visit): Promise<Answer> => {
  await countKnock('merchant.code', merchantUserOf(visit).id)
  await signContract(visit.ctx, { ...parse(signForm, visit.body), ip: visit.ip, userAgent: visit.userAgent })
  return seeOther('/merchant/contract', good('contracts:flash.signed'))
}
