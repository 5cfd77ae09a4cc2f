import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isPrintable } from '#src/kernel/letters.ts'
import { personFacts } from '#src/dossiers/facts.ts'
import { progress } from '#src/dossiers/progress.ts'
import { readDossier, type DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { ContractFacts } from './contract.ts'
import { contractFacts } from './contractFacts.ts'
import { contractPdf } from './contractPdf.ts'
import { insertContract } from './contracts.sql.ts'
import { keepContractFile } from './keepContractFile.ts'
import { possibleSigners } from './signers.ts'
import { supersedeContract } from './supersedeContract.ts'
import { lockSignable } from './lockSignable.ts'
import { currentWording } from './wording.ts'

/** Company, people and account are complete; the pieces may still be on their way. */
const isReady = (file: DossierFile, now: Date): boolean =>
  progress(file, parisDay(now)).find(({ name }) => name === 'contract')?.state !== 'blocked'

const chooseSigner = (file: DossierFile, signerId: string) => {
  const signers = possibleSigners(file.people.map(personFacts)).map(({ id }) => id)
  const signer = file.people.find(({ id }) => id === signerId)
  if (!signer || !signers.includes(signerId)) throw invalid({ signer: 'contracts:problem.signer' })
  return signer
}

/** Forms refuse what cannot be printed; a file of before they did is put right first: nobody signs a name with holes. */
const mustPrint = ({ client, signer, owners, account }: ContractFacts): void => {
  const all = [...client, ...signer, ...owners, ...account].flatMap(({ label, value }) => [label, value])
  if (!all.every(isPrintable)) throw conflict('contract_letters')
}

const draw = async (tx: Tx, file: DossierFile, signerId: string): Promise<string> => {
  const { company, account, dossier } = file
  if (!company || !account || !isReady(file, tx.now)) throw conflict('contract_not_ready')
  if (file.contract?.state === 'signed') throw conflict('contract_is_signed')
  const signer = chooseSigner(file, signerId)
  const id = newId('ctrt', tx.now)
  const facts = contractFacts(file, { id, wording: currentWording, drawnAt: tx.now, signer, company, account })
  mustPrint(facts)
  const bytes = await contractPdf(facts)
  await supersedeContract(tx, dossier.id)
  await insertContract(tx.db, {
    id,
    dossier_id: dossier.id,
    merchant_id: dossier.merchant_id,
    wording: currentWording,
    dossier_version: dossier.version,
    signer_person_id: signer.id,
    merchant_user_id: tx.actor.id,
    storage_key: `${id}.pdf`,
    sha256: sha256(bytes),
    created_at: tx.now,
  })
  await keepContractFile(tx, dossier.merchant_id, `${id}.pdf`, bytes)
  const data = { dossierId: dossier.id, version: dossier.version, wording: currentWording, sha256: sha256(bytes).toString('hex'), signerId }
  await record(tx, 'contract.drafted', { subject: id, merchantId: dossier.merchant_id, data })
  return id
}

/** Draws the contract from the file as it stands; the one drawn before counts no longer. Answers its id. */
export const draftContract = (ctx: Ctx, { signerId }: { signerId: string }): Promise<{ id: string }> =>
  unit(ctx, async (tx) => {
    const { dossier } = await lockSignable(tx)
    return { id: await draw(tx, await readDossier(tx.db, dossier.id), signerId) }
  })
