import { isEditableByMerchant, type DossierState } from '#src/dossiers/dossier.ts'
import { randomInt } from 'node:crypto'

/** The code that signs: by mail, ten minutes, five tries. */
export const codeMinutes = 10
export const codeTries = 5

export const newCode = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0')
/** Typed as it was read: blanks between the figures are nobody's mistake. */
export const normaliseCode = (text: string): string => text.replace(/\s/g, '')
/** Binds the code's fingerprint to its contract: the code of one opens no other. */
export const codeLabel = (contractId: string): string => `contract-code:${contractId}`

export type ContractFact = { label: string; value: string }

/** What the document says, in words ready to print; French, the language that binds. */
export type ContractFacts = {
  id: string
  /** Of the clauses (`wording.ts`). */
  wording: string
  drawnAt: Date
  client: ContractFact[]
  signer: ContractFact[]
  account: ContractFact[]
  owners: ContractFact[]
}

/** What proves that it was signed, by whom and how; printed on the last page of the signed document. */
export type SignatureEvidence = {
  contractId: string
  wording: string
  sha256: string
  signer: string
  email: string
  codeSentAt: Date
  codeEnteredAt: Date
  ip: string
  userAgent: string
}

type CodeFacts = { code_fingerprint: Buffer | null; code_expires_at: Date | null; code_attempts: number }

/** Why no code can be typed now, or null. */
export const codeProblem = (
  { code_fingerprint, code_expires_at, code_attempts }: CodeFacts,
  now: Date,
): 'none' | 'expired' | 'spent' | null => {
  if (!code_fingerprint || !code_expires_at) return 'none'
  if (code_attempts >= codeTries) return 'spent'
  return code_expires_at <= now ? 'expired' : null
}

/** Drawn and signed while the merchant fills his file in; with us too, where what he changed on the way left it unsigned. */
export const isSignable = (state: DossierState, contract: { state: string } | null): boolean =>
  isEditableByMerchant(state) || (state === 'submitted' && contract?.state !== 'signed')
