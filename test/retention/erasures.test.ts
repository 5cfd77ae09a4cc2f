import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder } from 'kysely'
import { describe, expect, it } from 'vitest'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import { claimsOf, dataMap } from '#src/retention/dataMap.ts'

/**
 * Nothing of a person is erased past the legal holds (rules.md §3.3): each erasing statement has the predicate in itself, or stands here
 * with its reason.
 */
const root = fileURLToPath(new URL('../../src', import.meta.url))
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts') && !file.endsWith('db.types.ts') && !/^(demo|web)\//.test(file)
)
const text = (file: string): string => readFileSync(join(root, file), 'utf8')

const nowhere = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
const written = (part: RawBuilder<unknown>): string => part.compile(nowhere).sql

/** By file and table: rows of a person that go without the predicate. */
const rowsThatGo: Record<string, string> = {
  'checks/checks.sql.ts document_checks': 'read again from the piece, which stays: the next reading puts them back',
  'checks/checks.sql.ts document_findings': 'read again from the piece, which stays',
  'checks/checks.sql.ts document_corrections': 'they correct a reading that is being made again; the history keeps each',
  'documents/pages.sql.ts document_pages': 'read again from the piece, which stays',
  'disputeLines/disputeLines.sql.ts dispute_imports':
    'a file that somebody looked at and took nothing from: nothing of it was ever kept as a dispute',
  'renewals/expiries.sql.ts expiry_notices': 'that a reminder was sent, of a piece whose date was put right; the letter itself stays',
  'screening/searches.sql.ts screening_scores': 'what was nearly alike of who is screened now; each search keeps its own figures',
  'screening/subjects.sql.ts screening_names': 'what is searched; the version keeps the name',
  'screening/subjects.sql.ts screening_numbers': 'the same',
  'screening/subjects.sql.ts screening_scores': 'the same',
  'amlCases/caseMatter.sql.ts aml_case_payments':
    'which payments a case is about, taken out with the alert they are behind; the alert and the payments stay',
  'amlCases/caseMatter.sql.ts aml_case_hits': 'a hit taken out of a case; the history keeps it, and the hit stays',
  'payouts/payouts.sql.ts payout_waits': 'why a payout waits, while it waits; the history keeps each',
  'platform/run-journal.ts job_run_items': 'the same list, written again at the end of its run',
  'rejections/markers.sql.ts rejection_markers': 'the mark of a refusal that was taken back: there is nothing to remember',
  'watchlists/entries.sql.ts watchlist_names': 'what is searched of a list as it was; each edition keeps what it said',
  'watchlists/entries.sql.ts watchlist_identifiers': 'the same',
  'staff/staff.sql.ts staff_roles': 'a colleague’s role, changed; the history keeps each',
  'retention/purges.sql.ts purge_list': 'ids of a list that was signed, run or refused; the rows they name are not touched',
}

/** By file and column: a personal column that becomes empty without the predicate. */
const columnsThatGo: Record<string, string> = {
  'cards/cards.sql.ts sealed_pan':
    'a card number past its date may not be kept on any ground (CNIL 2018-303 art. 4): 13 or 15 months, then destroyed',
  'cards/cards.sql.ts wrapped_key': 'the key of that number',
  'merchants/apiKeys.sql.ts sealed_key': 'a secret that was shown once, or is revoked: of use to nobody but a thief',
  'hits/raiseHit.ts reason': 'of a proposal that fell because the facts changed; the hit’s acts keep the words',
  'corrections/undoCorrection.ts undo_reason': 'whoever proposed to reverse takes it back; the history has the words',
  'contracts/signContract.ts code_fingerprint': 'a code that was used',
  'contracts/supersedeContract.ts code_fingerprint': 'a code that may no longer be used',
  'staff/resetSecondFactor.ts totp_secret': 'a second factor that was lost',
  'payments/expirePayments.ts auth_token': 'what opened a bank’s page for an hour',
  'payments/authenticate.ts auth_token': 'the same, of a session before',
  'payments/renewAuthentication.ts auth_token': 'the same',
  'notifications/deliverMails.ts text_body': 'a letter with a link or a code that opens something: its words are not kept once it left',
  'notifications/deliverMails.ts html_body': 'the same',
  'documents/judge.ts refusal_note': 'a refusal that is taken back; the history keeps its words',
  'retention/liftLegalHold.ts lift_reason': 'a lifting that was declined; the history keeps each step',
  'retention/endPurge.ts sealed_needles': 'values of rows that have just been erased',
  'personKeys/personKeys.sql.ts wrapped_key':
    'the key of whom everything has just been erased, under the predicate; or one that has a tombstone',
  'platform/person-keys.ts wrapped_key': 'of somebody who is gone already: a key that nobody ever kept',
  'packages/expirePackages.ts storage_key': 'a copy of what is kept elsewhere, whose time to be fetched is over',
  'inspection/expireInspections.ts storage_key': 'the same',
  'inspection/buildInspections.ts paper': 'what has just been printed, and is kept in the pack',
  // not taken from any row
  'platform/prepared.ts name': 'the name of a statement',
  'payments/payFromPage.ts auth_return_url': 'a new authentication, which has none',
  'resolutions/knownFacts.page.ts auth_return_url': 'left out of what is shown',
  'platform/record.ts personal_digest': 'a new event without personal values',
}

const statementAt = (file: string, at: number): string => {
  const said = text(file)
  const rest = said.slice(at)
  const end = rest.search(/\n\s*\n|\n(?:export |const |\}|\/\*\*)/)
  return rest.slice(0, end < 0 ? undefined : end)
}
/** The predicate by its name, or as the one const that a file made of it. */
const isGuarded = (file: string, at: number): boolean =>
  /isHeldSql|not \$\{(?:isHeld|held)\}/.test(statementAt(file, at)) && /isHeldSql\(|isHeldFound as held/.test(text(file))
/** What goes with rows that went stands in one statement with the predicate: it takes them from there (below). */
const isOfPurge = (file: string): boolean => /^(purgers|moneyPurgers)\//.test(file)

const found = (pattern: RegExp): { file: string; name: string; at: number }[] =>
  sources.flatMap((file) => [...text(file).matchAll(pattern)].map((one) => ({ file, name: (one[1] ?? one[2])!, at: one.index })))
/** Up to the bracket that ends the call that begins at `at`. */
const callAt = (said: string, at: number): string => {
  let [end, depth] = [said.indexOf('(', at) + 1, 1]
  for (; end < said.length && depth > 0; end++) depth += said[end] === '(' ? 1 : said[end] === ')' ? -1 : 0
  return said.slice(at, end)
}
/** Columns of one word that a call which changes something is given as null, on however many lines. */
const emptiedByCalls = (): { file: string; name: string; at: number }[] =>
  sources.flatMap((file) =>
    [...text(file).matchAll(/\b(?:set|change\w*|update\w*)\(/g)].flatMap(({ index }) =>
      [...callAt(text(file), index).matchAll(/\b([a-z]+): null\b/g)].map((one) => ({ file, name: one[1]!, at: index + one.index }))
    )
  )
const unguarded = (all: { file: string; name: string; at: number }[]): string[] =>
  [...new Set(all.filter(({ file, at }) => !isOfPurge(file) && !isGuarded(file, at)).map(({ file, name }) => `${file} ${name}`))].sort()

describe('an erasure', () => {
  const personal = new Set(Object.entries(dataMap).filter(([, claimed]) => claimed.rows !== null).map(([table]) => table))
  const columns = new Set(
    Object.values(dataMap).flatMap((claimed) => claimsOf(claimed).filter(({ category }) => category !== null).map(({ column }) => column)),
  )

  it('of a row asks for legal holds, or says here why it need not', () => {
    const deletes = found(/deleteFrom\(\s*'([a-z_]+)|\b(?:delete from|truncate)\s+([a-z_]+)/g).filter(({ name }) => personal.has(name))
    expect(unguarded(deletes)).toEqual(Object.keys(rowsThatGo).sort())
  })

  it('of a column does too', () => {
    // names of two words are a column's wherever they stand; those of one word where something is changed
    const named = found(/\b([a-z]+(?:_[a-z0-9]+)+)\s*(?::|=)\s*null\b(?!,? *\|)/g).filter(({ name }) => columns.has(name))
    const changed = [...found(/\bset\s[^\n`]*\b([a-z]+) = null\b/g), ...emptiedByCalls()].filter(({ name }) => columns.has(name))
    expect(unguarded([...named, ...changed])).toEqual(Object.keys(columnsThatGo).sort())
  })

  it('of what is over stands in two rooms, each with the predicate in its own statement; what goes with it takes its rows from there', () => {
    for (const { category, erase, keys, withIt = {} } of listPurgers()) {
      expect([category, written(erase).includes('from legal_holds held')]).toEqual([category, true])
      const parts = Object.entries(withIt).map(([name, part]) => ({ name, said: written(part) }))
      const isTaken = (said: string): boolean =>
        /\bfrom erased\b/.test(said) ||
        parts.some(({ name, said: other }) =>
          name !== said && new RegExp(`from "?${name}"?\\b`).test(said) && /\bfrom erased\b/.test(other)
        )
      // the keys of whom it is about: those of what went, and of nobody else
      for (const whose of [keys?.subjects, keys?.dossiers].flatMap((one) => (one ? [written(one)] : [])))
        expect([category, isTaken(whose)]).toEqual([category, true])
      expect([category, parts.filter(({ said }) => !isTaken(said)).map(({ name }) => name)]).toEqual([category, []])
    }
  })
})
