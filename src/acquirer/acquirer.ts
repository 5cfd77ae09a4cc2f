/** authorize, debit: ask for the money. capture, cancel, refund: what follows. */
export type Act = 'authorize' | 'capture' | 'cancel' | 'refund' | 'debit'

/** What is charged. The verification code passes through memory on its way and is kept nowhere (PCI DSS 3.3.1, SEC-02). */
export type CardInstrument = { kind: 'card'; pan: string; expMonth: number; expYear: number; cvc: string | null; isAuthenticated: boolean }
export type AccountInstrument = { kind: 'account'; iban: string; name: string; mandate: string | null }

/** `callId`: ours, and the acquirer's key of idempotency: the same asked twice is done once and answered alike. */
type Call = { callId: string; amountCents: number; currency: string; at: Date }
/** `isHeld`: to be held until the merchant captures it, never captured with the authorisation. */
export type AuthorizeCall = Call & { instrument: CardInstrument; isHeld: boolean }
export type DebitCall = Call & { instrument: AccountInstrument }
/** `original`: the acquirer's reference of what is captured, canceled or refunded. */
export type FollowingCall = Call & { original: string }

/** `response`: a card code of the API reference ("00" is yes), or a SEPA reason. `reference`: under which reports name it. */
export type Said = {
  response: string
  reference: string
  /** Captured with the authorisation, as some do by themselves. */
  isCaptured: boolean
  /** Contested at once: the network, its code, and the reference of the report. */
  dispute: { network: string; code: string; key: string } | null
}

/**
 * The evidence against a contestation. `dispute`: the contestation's reference in its reports; `sha256`, `pageCount`: what we say of the
 * file, so that a broken one is seen.
 */
export type RepresentCall = { callId: string; dispute: string; network: string; file: Buffer; sha256: Buffer; pageCount: number; at: Date }
/**
 * `response`: "00" is taken; else why it is not (`evidenceRefusals`, or a word of the acquirer's own). `reference`: under which it is kept
 * there.
 */
export type EvidenceSaid = { response: string; reference: string }
/** Above the network's size limit; after its date; not what we said it is; another file was taken before. */
export const evidenceRefusals = ['too_large', 'too_late', 'corrupt', 'sent_before'] as const

/**
 * The other side, never trusted: whoever implements it may answer late, or not at all (a rejection, whatever it says, means that the
 * outcome is unknown). What became of a call is asked for by `inquire`, and never guessed.
 */
export type Acquirer = {
  authorize: (call: AuthorizeCall) => Promise<Said>
  debit: (call: DebitCall) => Promise<Said>
  capture: (call: FollowingCall) => Promise<Said>
  cancel: (call: FollowingCall) => Promise<Said>
  refund: (call: FollowingCall) => Promise<Said>
  /** Whether the card's issuer can be asked to authenticate its holder (the scheme's directory). */
  isEnrolled: (pan: string) => Promise<boolean>
  /** Whether it answers nothing but A1 to a payment that was not authenticated: the payer is better sent to his bank first. */
  demandsAuthentication: (pan: string) => Promise<boolean>
  /** What became of a call; null: it never arrived, and may be asked again under the same id. */
  inquire: (callId: string) => Promise<Said | null>
  /** The evidence file goes to the network, once for each call id. */
  represent: (call: RepresentCall) => Promise<EvidenceSaid>
  /** What became of an evidence file; null: it never arrived, and may be sent again under the same id. */
  inquireEvidence: (callId: string) => Promise<EvidenceSaid | null>
  /** The report of a Paris day, line by line, as the bank writes it: what was settled, what was disputed or sent back. */
  report: (on: string) => AsyncIterable<string>
  /**
   * What the networks said that day of contestations, line by line: `reference;original;network;code;r_type;amount;currency;due_on;stage`.
   * `original`: the capture or debit that is contested; `reference`: the contestation's own, the same at every stage, and in the report of
   * what was settled. `amount`: what is contested; where it is partly won, what of it is won. `due_on`: the last day on which the network
   * takes an answer.
   */
  disputeReport: (on: string) => AsyncIterable<string>
}

export const isApproved = (response: string): boolean => response === '00'
