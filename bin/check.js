// `npm run check`: types, layout, and the types of the database, all three at once (each is one core's work for most of its time). Names what each said; ends with 1 where one failed.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const checks = [['node_modules/typescript/bin/tsc', '--noEmit'], ['--import', 'tsx', 'bin/format.ts'], ['--import', 'tsx', 'bin/check-types.ts']]

const run = (words) =>
  new Promise((done) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part))
    child.once('error', (fault) => done({ code: 1, said: String(fault) })).once('close', (code) => done({ code: code ?? 1, said: Buffer.concat(said).toString() }))
  })

const found = await Promise.all(checks.map(run))
for (const { said } of found) if (said) console.log(said.trimEnd())
process.exitCode = found.some(({ code }) => code !== 0) ? 1 : 0
