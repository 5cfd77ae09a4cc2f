import { Command, InvalidArgumentError, Option } from 'commander'
import { isDay } from '#src/kernel/calendar.ts'
import { Refusal } from '#src/kernel/errors.ts'
import { roles } from '#src/kernel/permissions.ts'
import { ConfigFault } from '#src/platform/config.ts'
import { sayRefusal } from './refusal-words.ts'

/** With its zone: a server in another one must not run a clock an hour early. A day that no calendar has is none, not the next. */
const instant = (text: string): Date => {
  const at = new Date(text)
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) && isDay(text.slice(0, 10))
  if (Number.isNaN(at.getTime()) || !isInstant)
    throw new InvalidArgumentError('an instant with its zone, like 2026-03-04T00:00:00Z or 2026-03-04T00:00:00+01:00')
  return at
}

const day = (text: string): string => {
  if (!isDay(text)) throw new InvalidArgumentError('a day like 2026-03-04')
  return text
}

const count = (text: string): number => {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1 || n > 100_000) throw new InvalidArgumentError('a whole number from 1')
  return n
}

/** What the person at the keyboard reads when a command cannot do it: the reason, not a stack. */
const explain = async (error: unknown): Promise<void> => {
  process.exitCode = 1
  if (error instanceof Refusal) return console.error(`vigie: ${await sayRefusal(error)}`)
  const { message, code } = error as { message?: string; code?: string }
  const isExpected = error instanceof ConfigFault || code !== undefined || process.env['VIGIE_DEBUG'] === undefined
  console.error(isExpected ? `vigie: ${message ?? 'failed'}${code && !message?.includes(code) ? ` (${code})` : ''}` : error)
}

/** Loads the command's own file only when it is called, so that `--help` costs nothing. */
const calling = <A extends unknown[]>(load: () => Promise<(...args: A) => Promise<void>>) => async (...args: A): Promise<void> => {
  try {
    await (await load())(...args)
  } catch (error) {
    await explain(error)
  }
}

const jobCommands = (program: Command): void => {
  const job = program.command('job').description('scheduled jobs')
  job
    .command('list')
    .description('every job, its schedule, last run and result')
    .option('--json', 'as JSON')
    .action(calling(async () => (await import('./job-commands.ts')).listJobs))
  job
    .command('run')
    .argument('<name>')
    .description('runs one job now, as of an instant, or only tells what it would do')
    .option('--at <instant>', 'the instant the job is told it is', instant)
    .option('--dry-run', 'does everything, then rolls it back')
    .option('--json', 'the last line is one JSON object: job, at, dryRun, done, skipped, failed')
    .action(calling(async () => (await import('./job-commands.ts')).runJobByHand))
}

const staffCommands = (program: Command): void => {
  program
    .command('staff')
    .description('staff accounts')
    .command('add')
    .description('a staff account; prints a one-time password and a TOTP secret')
    .requiredOption('--email <address>')
    .requiredOption('--name <name>')
    .addOption(new Option('--role <role>').choices([...roles]).makeOptionMandatory())
    .action(calling(async () => (await import('./staff-commands.ts')).addStaffByHand))
}

const documentCommands = (program: Command): void => {
  program
    .command('documents')
    .description('pieces of dossiers')
    .command('reread')
    .description('reads, understands and checks pieces anew, and tells which verdicts change; decisions stay')
    .requiredOption('--since <day>', 'received from that day on', day)
    .option('--dry-run', 'tells what would change, and keeps nothing')
    .option('--text', 'from the text read before, without reading the files')
    .option('--json', 'the last line is one JSON object: since, dryRun, read, failed, changes')
    .action(calling(async () => (await import('./document-commands.ts')).rereadByHand))
  const seals = program.command('seals').description('certificates of the issuers of 2D-DOC codes')
  seals
    .command('import')
    .argument('<path>', 'a folder, or one file: a certificate in DER or PEM, or the XML trust list of ANTS')
    .description('takes in the certificates that the authorities publish')
    .option('--trial', 'those of trial too, whose keys anybody may hold')
    .action(calling(async () => (await import('./document-commands.ts')).importSeals))
  seals.command('list').description('every certificate, until when it holds').action(
    calling(async () => (await import('./document-commands.ts')).listSeals),
  )
}

const payoutCommands = (program: Command): void => {
  const payouts = program.command('payouts').description('files of payouts, and what the bank answers')
  payouts.command('batches').description('the files for the bank, the newest first').option('--json', 'as JSON').action(
    calling(async () => (await import('./payout-commands.ts')).listBatchesByHand),
  )
  payouts
    .command('export')
    .description('closes a batch, writes its pain.001 and counts it as given to the bank; again: the same file')
    .requiredOption('--batch <id>')
    .option('--out <path>', 'default: <batch>.xml here')
    .action(calling(async () => (await import('./payout-commands.ts')).exportBatchByHand))
  payouts
    .command('answer')
    .description('takes in what the bank says: pain.002 (executed, rejected) or camt.054 (returned)')
    .requiredOption('--file <path>')
    .option('--json', 'one JSON object: done, skipped, failed')
    .action(calling(async () => (await import('./payout-commands.ts')).readAnswerByHand))
}

const screeningCommands = (program: Command): void => {
  const screening = program.command('screening').description('the lists people are screened against')
  screening
    .command('import')
    .description("takes in a list in its publisher's own format; what cannot be believed is refused, and the version in force stays")
    .requiredOption('--list <name>', 'fr, eu, un, uk, ofac, ofac-cons, hatvp, deputies, pep or house')
    .requiredOption('--file <path...>', 'a file, several (OFAC: sdn, alt, add, comments), a folder of them or a zip')
    .option('--force <reason>', 'takes it though it is small, older or the same; why, for the history')
    .option('--json', 'the last line is one JSON object')
    .action(calling(async () => (await import('./screening-commands.ts')).importListByHand))
  screening
    .command('lists')
    .description('every list: its version, when it was last looked for, what was refused')
    .option('--json', 'as JSON')
    .action(calling(async () => (await import('./screening-commands.ts')).listListsByHand))
}

const maintenanceCommands = (program: Command): void => {
  const maintenance = program.command('maintenance').description('closes and opens the payment API; pages and jobs go on')
  maintenance
    .command('on')
    .description('every call of /v1 is answered 503 with Retry-After')
    .requiredOption('--reason <words>', 'why, for the history')
    .action(calling(async () => (await import('./maintenance-commands.ts')).closeByHand))
  maintenance.command('off').description('opens it again').action(
    calling(async () => (await import('./maintenance-commands.ts')).openByHand),
  )
}

const keptDays = (text: string): number => {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 35) throw new InvalidArgumentError('a whole number of days, 35 at most')
  return days
}

const backupCommands = (program: Command): void => {
  program
    .command('backup')
    .description('the whole database and its files, each person’s words sealed under his own key, the keys apart; beside a running server')
    .requiredOption('--to <folder>', 'where backups lie')
    .requiredOption('--keys <folder>', 'where the newest keys lie: another place')
    .option('--keep <days>', 'older backups go', keptDays, 35)
    .option('--json', 'one JSON object')
    .action(calling(async () => (await import('./backup-commands.ts')).backUpByHand))
  program
    .command('restore')
    .description('brings a backup into an empty database, erases again what was erased since, and proves books and history')
    .requiredOption('--from <folder>', 'a backup-… folder')
    .requiredOption('--keys <folder>', 'where the newest keys lie')
    .option('--json', 'one JSON object')
    .action(calling(async () => (await import('./backup-commands.ts')).restoreByHand))
}

const retentionCommands = (program: Command): void => {
  const retention = program.command('retention').description('what was erased stays erased, in a restored backup too')
  retention
    .command('tombstones')
    .description('writes every tombstone to a file (category, SHA-256 of the id, when): keep it with the backups')
    .requiredOption('--out <path>')
    .action(calling(async () => (await import('./retention-commands.ts')).writeTombstonesByHand))
  retention
    .command('resweep')
    .description('after a restore: erases once more whatever a tombstone names and the backup brought back')
    .option('--file <path>', 'tombstones that the lost database wrote, read in first')
    .option('--json', 'the last line is one JSON object: read, isNew, swept')
    .action(calling(async () => (await import('./retention-commands.ts')).resweepByHand))
}

const buildProgram = (): Command => {
  const program = new Command('vigie').description('Compliance and risk operations workbench of a payment institution').showHelpAfterError()
  program
    .command('serve')
    .description('web, workers or both (default both)')
    .option('--web', 'pages and API only')
    .option('--worker', 'jobs only')
    .action(calling(async () => (await import('./serve.ts')).serve))
  program.command('migrate').description('brings the database to the newest schema').action(
    calling(async () => (await import('./plain-commands.ts')).migrate),
  )
  program
    .command('demo')
    .description("builds a demo portfolio through the program's own use cases")
    .option('--merchants <n>', 'how many', count, 60)
    .option('--seed <n>', 'same seed, same portfolio', count, 1)
    .action(calling(async () => (await import('./plain-commands.ts')).buildDemo))
  jobCommands(program)
  staffCommands(program)
  documentCommands(program)
  payoutCommands(program)
  screeningCommands(program)
  maintenanceCommands(program)
  retentionCommands(program)
  backupCommands(program)
  program
    .command('ledger')
    .description('the books')
    .command('check')
    .description('proves that the books balance and every invariant holds; exit 1 and the first fault otherwise')
    .option('--json', 'one JSON object: ok, entries, postings, merchants, invariants, ms, fault')
    .action(calling(async () => (await import('./ledger-commands.ts')).checkLedgerByHand))
  program
    .command('audit')
    .description('the history')
    .command('verify')
    .description('proves that the history is intact, or names what is wrong with it; exit 1 then')
    .option('--against <file>', 'a head of the chain that was kept: proves that the chain goes on from it')
    .option('--json', 'one JSON object: ok, events, blocks, head, faults, findings, late, against, register')
    .action(calling(async () => (await import('./audit-commands.ts')).verifyAudit))
  return program
}

export const runCommandLine = (argv: string[]): Promise<Command> => buildProgram().parseAsync(argv)
