import { demoLogins } from '#src/demo/demoLogins.ts'
import { startTrade } from '#src/demo/tradeTask.ts'
import { codeOf, log } from '#src/platform/log.ts'
import type { Program } from './open-program.ts'

/** The portfolio of a first run. */
export const firstPortfolio = { merchants: 60, seed: 1 } as const

const isEmpty = async ({ database }: Program): Promise<boolean> =>
  (await database.db.selectFrom('staff').select('id').limit(1).execute()).length === 0

const buildFirst = async ({ database }: Program): Promise<void> => {
  const { buildPortfolio } = await import('#src/demo/buildPortfolio.ts')
  console.log('First run: building the demo portfolio…')
  await buildPortfolio(database, { ...firstPortfolio, say: (line) => console.log(`  ${line}`) })
}

const addresses = (url: string): string[] => [
  '',
  `Vigie is ready:`,
  `  Console          ${url}/console`,
  `  Merchant area    ${url}/merchant`,
  `  Payment API      ${url}/v1`,
  `  Letters (trial)  ${url}/dev/mail`,
]

/**
 * The first run of a trial builds the demo portfolio. Answers what to do once the door is open: it prints, and begins the demo's trade. In
 * production nothing is built and nobody's login is printed.
 */
export const welcome = async (program: Program): Promise<(port: number) => void> => {
  const { config, database, databaseUrl } = program
  if (config.isProduction) return (port) => console.log(`Vigie is ready on ${config.host}:${port}`)
  if (await isEmpty(program)) await buildFirst(program)
  const logins = await demoLogins(database.db)
  return (port) => {
    console.log([...addresses(`http://${config.host}:${port}`), ...logins, '', 'Ctrl-C stops it.'].join('\n'))
    void startTrade(database.db, databaseUrl, (line) => console.log(line)).catch((fault: unknown) =>
      log.warn({ code: codeOf(fault) }, 'the trade of the demo was not begun')
    )
  }
}
