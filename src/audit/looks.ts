/** How an event stands in a timeline: its tone and picture (views/partials/timeline.hbs). */
export type Look = { tone: 'neutral' | 'waiting' | 'good' | 'warning' | 'bad'; icon: string }

/** By what was done, whatever it was done to. */
const byVerb: Record<string, Look> = {
  validated: { tone: 'good', icon: 'check' }, accepted: { tone: 'good', icon: 'check' }, signed: { tone: 'good', icon: 'check' },
  satisfied: { tone: 'good', icon: 'check' },
  reactivated: { tone: 'good', icon: 'refresh' }, answered: { tone: 'waiting', icon: 'inbox' },
  piece_answered: { tone: 'waiting', icon: 'file' }, submitted: { tone: 'waiting', icon: 'inbox' },
  received: { tone: 'waiting', icon: 'file' }, documents_requested: { tone: 'waiting', icon: 'mail' },
  opened: { tone: 'neutral', icon: 'eye' }, left: { tone: 'waiting', icon: 'clock' },
  reopened: { tone: 'waiting', icon: 'clock' }, extended: { tone: 'waiting', icon: 'clock' }, reminded: { tone: 'waiting', icon: 'bell' },
  decision_proposed: { tone: 'waiting', icon: 'users' },
  proposal_declined: { tone: 'warning', icon: 'x' }, proposal_voided: { tone: 'warning', icon: 'x' },
  overridden: { tone: 'warning', icon: 'shield' }, refused: { tone: 'warning', icon: 'x' },
  sign_in_failed: { tone: 'warning', icon: 'alert' }, reading_failed: { tone: 'warning', icon: 'alert' },
  failed: { tone: 'warning', icon: 'alert' }, rejected: { tone: 'bad', icon: 'ban' },
  deactivated: { tone: 'bad', icon: 'ban' }, suspended: { tone: 'bad', icon: 'ban' }, lapsed: { tone: 'bad', icon: 'hourglass' },
  locked: { tone: 'bad', icon: 'lock' },
  disabled: { tone: 'warning', icon: 'ban' }, claimed: { tone: 'neutral', icon: 'hand' }, released: { tone: 'neutral', icon: 'hand' },
  handed_over: { tone: 'neutral', icon: 'swap' },
  written: { tone: 'neutral', icon: 'mail' }, sent: { tone: 'neutral', icon: 'mail' }, added: { tone: 'neutral', icon: 'plus' },
  read: { tone: 'neutral', icon: 'file-text' },
  downloaded: { tone: 'neutral', icon: 'download' }, exported: { tone: 'neutral', icon: 'download' },
  verified: { tone: 'good', icon: 'shield-check' },
  captured: { tone: 'good', icon: 'check' }, refunded: { tone: 'good', icon: 'check' }, break_resolved: { tone: 'good', icon: 'check' },
  disputed: { tone: 'warning', icon: 'alert' }, broken: { tone: 'warning', icon: 'alert' }, expired: { tone: 'neutral', icon: 'hourglass' }, canceled: { tone: 'neutral', icon: 'x' },
}
/** Where the same word is another thing. */
const byEvent: Record<string, Look> = {
  'document_request.opened': { tone: 'waiting', icon: 'mail' }, 'review.opened': { tone: 'waiting', icon: 'inbox' },
  'fraud_case.upheld': { tone: 'bad', icon: 'flag' }, 'fraud_case.confirmed': { tone: 'bad', icon: 'check' }, 'fraud_case.undone': { tone: 'neutral', icon: 'check' }, 'fraud_case.return_refused': { tone: 'warning', icon: 'alert-triangle' },
  'fraud_case.opened': { tone: 'warning', icon: 'flag' }, 'fraud_case.rejected': { tone: 'neutral', icon: 'check' }, 'fraud_case.payments_added': { tone: 'neutral', icon: 'plus' }, 'fraud_case.payments_removed': { tone: 'neutral', icon: 'minus' },
  'dispute.opened': { tone: 'warning', icon: 'flag' }, 'refund.sent': { tone: 'neutral', icon: 'arrow-right' }, 'payout.sent': { tone: 'neutral', icon: 'arrow-right' },
  'merchant.payments_refused': { tone: 'warning', icon: 'ban' }, 'merchant.barred': { tone: 'bad', icon: 'ban' }, 'merchant.terminated': { tone: 'bad', icon: 'ban' }, 'merchant.unbarred': { tone: 'good', icon: 'refresh' }, 'hold.placed': { tone: 'warning', icon: 'lock' }, 'hold.released': { tone: 'good', icon: 'check' },
  'hold.reviewed': { tone: 'neutral', icon: 'lock' }, 'hold.release_waits': { tone: 'bad', icon: 'alert' }, 'breach.proposed': { tone: 'waiting', icon: 'users' }, 'account_change.asked': { tone: 'waiting', icon: 'bank' }, 'account_change.accepted': { tone: 'good', icon: 'check' }, 'account_change.declined': { tone: 'bad', icon: 'ban' }, 'account_change.withdrawn': { tone: 'neutral', icon: 'refresh' }, 'contract_end.asked': { tone: 'waiting', icon: 'hourglass' },
  'hit.opened': { tone: 'warning', icon: 'search' }, 'hit.reopened': { tone: 'warning', icon: 'refresh' }, 'hit.cleared': { tone: 'good', icon: 'check' }, 'hit.confirmed': { tone: 'bad', icon: 'flag' }, 'hit.flagged': { tone: 'bad', icon: 'flag' }, 'dossier.screened': { tone: 'neutral', icon: 'search' },
  'screening.pep_confirmed': { tone: 'warning', icon: 'users' }, 'screening.sanction_confirmed': { tone: 'bad', icon: 'shield-check' },
  'watchlist.imported': { tone: 'good', icon: 'list' }, 'watchlist.refused': { tone: 'bad', icon: 'list' },
  'dossier.opened': { tone: 'neutral', icon: 'folder' },
  'identification.recorded': { tone: 'good', icon: 'shield-check' }, 'identification.withdrawn': { tone: 'warning', icon: 'x' },
  'account.added': { tone: 'neutral', icon: 'user' }, 'account.added_again': { tone: 'neutral', icon: 'user' }, 'account.invited_again': { tone: 'neutral', icon: 'mail' }, 'account.removed': { tone: 'warning', icon: 'ban' }, 'note.added': { tone: 'neutral', icon: 'note' }, 'account.signed_in': { tone: 'neutral', icon: 'user' },
  'staff.added': { tone: 'neutral', icon: 'user' },
}
const plain: Look = { tone: 'neutral', icon: 'dot' }

export const looks = (event: string): Look => byEvent[event] ?? byVerb[event.slice(event.indexOf('.') + 1)] ?? plain
