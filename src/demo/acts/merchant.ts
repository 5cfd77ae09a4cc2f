import { visitor } from '#src/kernel/actor.ts'
import { findLivingReview } from '#src/reviews/reviews.sql.ts'
import { draftContract } from '#src/contracts/draftContract.ts'
import { sendContractCode } from '#src/contracts/sendContractCode.ts'
import { signContract } from '#src/contracts/signContract.ts'
import { inspectFiles, receiveDocument } from '#src/documents/receiveDocument.ts'
import { addPerson } from '#src/dossiers/addPerson.ts'
import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { saveCompany } from '#src/dossiers/saveCompany.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { submitDossier } from '#src/dossiers/submitDossier.ts'
import { activateAccount } from '#src/merchants/activateAccount.ts'
import { listApiKeys } from '#src/merchants/apiKeys.sql.ts'
import { listUsers } from '#src/merchants/merchantUsers.sql.ts'
import { resendActivation } from '#src/merchants/resendActivation.ts'
import { revealApiKey } from '#src/merchants/revealApiKey.ts'
import { signUpMerchant } from '#src/merchants/signUpMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { noteAnswer } from '#src/requests/noteAnswer.ts'
import { merchantPassword } from '../demoStaff.ts'
import { readLetter } from '../letters.sql.ts'
import { between } from '../pieces/seed.ts'
import type { SentFile } from '../pieceMill.ts'
import type { Case, Sent, World } from '../world.ts'
import { isBehind, withIds } from './pieces.ts'

// What a merchant does, each by the use case that his page would call.

export const signUp = async (world: World, one: Case): Promise<void> => {
  const { email, lang } = one.member
  const typed = { email, password: merchantPassword, passwordHash: world.passwordHash, lang }
  const { merchantId } = await signUpMerchant(world.ctx(visitor), typed)
  if (!merchantId) throw new Error(`${email} is taken`)
  const [user] = await listUsers(world.db, merchantId)
  const dossier = await findDossierOfMerchant(world.db, merchantId)
  if (!user || !dossier) throw new Error('a merchant without user or dossier')
  Object.assign(one, { merchantId, dossierId: dossier.id, user: { kind: 'merchant', id: user.id, merchantId, name: email } })
}

export const askLinkAgain = (world: World, { member }: Case): Promise<void> => resendActivation(world.ctx(visitor), { email: member.email })

/** Follows the link that lies in the mailbox. */
export const activate = async (world: World, { merchantId }: Case): Promise<void> => {
  const token = /activate\/([0-9A-Za-z]+)/.exec(await readLetter(world.db, merchantId, 'activation'))?.[1] ?? ''
  await activateAccount(world.ctx(visitor), token)
}

export const sayCompany = (world: World, { member, user }: Case): Promise<void> => saveCompany(world.ctx(user), member.company)

/** The next of his people. Whoever stands behind the company that presides names it. */
export const sayPerson = async (world: World, one: Case): Promise<void> => {
  const player = one.member.players[one.personIds.length]
  if (!player) throw new Error('nobody is left to declare')
  const company = one.personIds[0] ?? ''
  const behind = isBehind(player.says) ? { representsPersonId: company } : {}
  const through = player.says.through ? { through: { ...player.says.through, personId: company } } : {}
  const added = await addPerson(world.ctx(one.user), { ...player.says, ...behind, ...through })
  one.personIds.push(added?.id ?? '')
}

export const sayAccount = (world: World, { member, user }: Case): Promise<void> => savePayoutAccount(world.ctx(user), member.account)

/** Sends the piece of a line; where it was asked for, that is its answer. */
export const sendPiece = async (world: World, one: Case, line: string, kind: string, file: SentFile & Sent): Promise<void> => {
  const requirementKey = withIds(line, one.personIds)
  const personId = one.personIds.find((id) => requirementKey.endsWith(id)) ?? null
  const { merchantId, dossierId } = one
  const [inspected] = await inspectFiles([file])
  await unit(world.ctx(one.user), async (tx) => {
    const { id } = await receiveDocument(tx, { merchantId, dossierId, requirementKey, kind, personId, ...inspected! })
    one.sent.set(id, { fault: file.fault })
    if (one.asked.length > 0) await noteAnswer(tx, { dossierId, requirementKey, documentId: id })
  })
}

/** Whoever may sign: the first natural person of the file. */
const signerOf = ({ member, personIds }: Case): string => personIds[member.players.findIndex(({ says }) => says.kind === 'natural')] ?? ''

export const drawContract = async (world: World, one: Case): Promise<void> => {
  await draftContract(world.ctx(one.user), { signerId: signerOf(one) })
}

export const askCode = (world: World, one: Case): Promise<void> => sendContractCode(world.ctx(one.user))

const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
]

/** The address is of a block kept for examples (RFC 5737). */
const device = ({ member: { seed } }: Case) => ({
  ip: `198.51.100.${1 + (seed % 250)}`,
  userAgent: browsers[seed % browsers.length] as string,
})

export const sign = async (world: World, one: Case): Promise<void> => {
  const code = /\b\d{3}\s?\d{3}\b/.exec(await readLetter(world.db, one.merchantId, 'contract_code'))?.[0] ?? ''
  await signContract(world.ctx(one.user), { code, ...device(one) })
}

export const submit = (world: World, one: Case): Promise<void> => submitDossier(world.ctx(one.user))

/** Fetches the live secret, once. */
export const fetchLiveKey = async (world: World, one: Case): Promise<void> => {
  const keys = await listApiKeys(world.db, one.merchantId)
  const secret = keys.find(({ mode, kind, sealed_key: sealed }) => mode === 'live' && kind === 'secret' && sealed !== null)
  if (secret) await revealApiKey(world.ctx(one.user), secret.id)
}

/** The item of the queue that stands for his dossier; to be there when asked for. */
export const reviewIdOf = async (world: World, { dossierId }: Case): Promise<string> => {
  const item = await findLivingReview(world.db, dossierId)
  if (!item) throw new Error(`no review of ${dossierId} is open`)
  return item.id
}

export const pause = (one: Case, low: number, high: number): number => between(one.roll, low, high)
