/**
 * Our own bank: takes a file of credit transfers (pain.001), and says what became of them: pain.002 for what it executed or rejected,
 * camt.054 for what came back. Never trusted: a file may be given twice and is done once, an answer may come twice, late, or about things
 * unknown.
 */
export type Bank = {
  submit: (file: { messageId: string; xml: string; at: Date }) => Promise<void>
  /** The bank's messages of a Paris day, each a document of its own; the same again whenever that day is asked for. */
  messages: (on: string) => AsyncIterable<string>
}

/** Whose account is debited. */
export type Debtor = { name: string; iban: string; bic: string }
