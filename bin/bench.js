#!/usr/bin/env node
// Runs bench/index.ts as the program is run: built. Through tsx each function made at run time is given its name by a call, which the product never pays for
// (a pair of names compared takes three times as long).
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { builtProgram, make } from './build.js'

process.env.VIGIE_BUILT = (await builtProgram()) ?? ''
const folder = fileURLToPath(new URL(`../node_modules/.cache/vigie-bench-${randomUUID()}`, import.meta.url))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
await make(folder, ['bench/index.ts'], ['playwright-core', '@sparticuz/chromium', 'axe-core', 'fast-check'])
process.setSourceMapsEnabled(true)
await import(pathToFileURL(join(folder, 'bench/index.mjs')).href)
