import { conflict, invalid } from '#src/kernel/errors.ts'
import { listPeople, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import { personName } from '#src/dossiers/person.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { fingerprint, isSame, sha256 } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { codeLabel, codeProblem, normaliseCode } from './contract.ts'
import { changeContract, type ContractRow } from './contracts.sql.ts'
import { keepContractFile, openContractFile } from './keepContractFile.ts'
import { readSigningUser } from './readSigningUser.ts'
import { lockSignable } from './lockSignable.ts'
import { signedPdf } from './signedPdf.ts'

export type Signing = { code: string; ip: string; userAgent: string }

const countMiss = async (tx: Tx, contract: ContractRow): Promise<string> => {
  const attempts = contract.code_attempts + 1
  await changeContract(tx.db, contract.id, { code_attempts: attempts })
  await record(tx, 'contract.code_refused', { subject: contract.id, merchantId: contract.merchant_id, data: { attempts } })
  return 'contracts:problem.code_wrong'
}

const evidenceOf = async (tx: Tx, contract: ContractRow, { ip, userAgent }: Signing) => {
  const signer = (await listPeople(tx.db, contract.dossier_id)).find(({ id }) => id === contract.signer_person_id)
  if (!signer || !contract.code_sent_at) throw conflict('contract_not_ready')
  const { email } = await readSigningUser(tx)
  return {
    contractId: contract.id,
    wording: contract.wording,
    sha256: contract.sha256.toString('hex'),
    signer: personName(signer),
    email,
    codeSentAt: contract.code_sent_at,
    codeEnteredAt: tx.now,
    ip,
    userAgent: userAgent.slice(0, 300),
  }
}

const seal = async (tx: Tx, dossier: DossierRow, contract: ContractRow, signing: Signing): Promise<void> => {
  const evidence = await evidenceOf(tx, contract, signing)
  const original = await openContractFile(tx.db, contract.merchant_id, contract.storage_key, contract.sha256)
  const bytes = await signedPdf(original, evidence)
  const signedKey = `${contract.id}.signed`
  await changeContract(tx.db, contract.id, {
    state: 'signed',
    signed_at: tx.now,
    code_entered_at: tx.now,
    code_fingerprint: null,
    ip: evidence.ip,
    user_agent: evidence.userAgent,
    signed_storage_key: signedKey,
    signed_sha256: sha256(bytes),
  })
  await keepContractFile(tx, contract.merchant_id, signedKey, bytes)
  const data = {
    dossierId: dossier.id,
    wording: contract.wording,
    sha256: evidence.sha256,
    signedSha256: sha256(bytes).toString('hex'),
    signerId: contract.signer_person_id,
  }
  await record(tx, 'contract.signed', {
    subject: contract.id,
    merchantId: contract.merchant_id,
    data,
    personal: { ip: evidence.ip, userAgent: evidence.userAgent },
  })
  await writeToMerchant(tx, contract.merchant_id, {
    template: 'contract_signed',
    subjectId: contract.id,
    dedupeKey: `contract_signed:${contract.id}`,
    values: { link: '/merchant/contract', signedAt: tx.now },
  })
}

/** Null: signed. Else the key of what was wrong, after the failure was counted and kept. */
const attempt = async (tx: Tx, signing: Signing): Promise<string | null> => {
  const { dossier, contract } = await lockSignable(tx)
  if (contract?.state !== 'drafted') throw conflict(contract ? 'contract_is_signed' : 'contract_not_ready')
  const problem = codeProblem(contract, tx.now)
  if (problem) return `contracts:problem.code_${problem}`
  const isRight = isSame(fingerprint(normaliseCode(signing.code), codeLabel(contract.id)), contract.code_fingerprint ?? Buffer.alloc(0))
  if (!isRight) return countMiss(tx, contract)
  await seal(tx, dossier, contract, signing)
  return null
}

/** Signs with the code that was mailed. A wrong one is counted, also when the answer is a refusal; the fifth spends the code. */
export const signContract = async (ctx: Ctx, signing: Signing): Promise<void> => {
  const problem = await unit(ctx, (tx) => attempt(tx, signing))
  if (problem) throw invalid({ code: problem })
}
