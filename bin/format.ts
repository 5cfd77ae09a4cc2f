// `npm run format` lays our sources out anew; without --write it names what is laid out otherwise, and ends with 1 (`npm run check`).
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFromBuffer } from '@dprint/formatter'
import { getPath } from '@dprint/typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['src', 'jobs', 'migrations', 'test', 'bench', 'bin']
/** Made by a program of its own (`npm run types`). */
const made = 'src/platform/db.types.ts'

const width = 140

const openFormatter = async () => {
  const formatter = createFromBuffer(new Uint8Array(await readFile(getPath())))
  formatter.setConfig({ indentWidth: 2, lineWidth: width, useTabs: false, newLineKind: 'lf' }, {
    semiColons: 'asi',
    quoteStyle: 'preferSingle',
    quoteProps: 'preserve',
    'arguments.preferSingleLine': true,
    'parameters.preferSingleLine': true,
    'parentheses.preferSingleLine': true,
    'memberExpression.linePerExpression': true,
    'importDeclaration.preferHanging': true,
    'exportDeclaration.preferHanging': true,
    'unionAndIntersectionType.preferHanging': true,
    singleBodyPosition: 'maintain',
    useBraces: 'maintain',
    nextControlFlowPosition: 'sameLine',
    operatorPosition: 'maintain',
    'arrowFunction.useParentheses': 'maintain',
    'module.sortImportDeclarations': 'maintain',
    'module.sortExportDeclarations': 'maintain',
    'importDeclaration.sortNamedImports': 'maintain',
    'exportDeclaration.sortNamedExports': 'maintain',
  })
  return formatter
}

const sources = async (): Promise<string[]> => {
  const found = await Promise.all(
    folders.map(async (folder) => (await readdir(join(root, folder), { recursive: true })).map((name) => join(folder, name))),
  )
  return found.flat().filter((name) => name.endsWith('.ts') && name !== made).sort()
}

const formatter = await openFormatter()

/** Where what begins at `from`, within `${`, ends: at its own bracket, past those of objects and of templates within. */
const endOfHole = (text: string, from: number): number => {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}

/** What the formatter broke within `${}`, or of the type of a query, stands on one line again, before or amid its SQL, unless it has lines of its own. */
const mend = (text: string): string => {
  let [said, from] = ['', 0]
  for (let at = text.indexOf('${\n'); at >= 0; at = text.indexOf('${\n', from)) {
    const end = endOfHole(text, at + 2)
    const lines = text.slice(at + 2, end < 0 ? undefined : end).split('\n').map((line) => line.trim()).filter(Boolean)
    const isOfOneLine = end > 0 && lines.length <= 12 && lines.every((line) => !line.includes('//') && line.split('`').length % 2 === 1)
    const joined = lines.join(' ').replace(/([([]) /g, '$1').replace(/,? ([)\]])/g, '$1').replace(/, \}/g, ' }')
    said += text.slice(from, at + 2) + (isOfOneLine ? joined : '')
    from = isOfOneLine ? end : at + 2
  }
  return (said + text.slice(from)).replace(/<\n\s*([^\n]+?),?\n\s*>/g, '<$1>')
}

/** As it stays when it is laid out once more: one pass is not always enough. */
const layOut = (name: string, text: string, passes = 8): string => {
  const laidOut = mend(formatter.formatText({ filePath: name, fileText: text }))
  return laidOut === text || passes === 0 ? laidOut : layOut(name, laidOut, passes - 1)
}

const isWriting = process.argv.includes('--write')
const others: string[] = []
for (const name of await sources()) {
  const text = await readFile(join(root, name), 'utf8')
  const laidOut = layOut(name, text)
  if (laidOut === text) continue
  others.push(name)
  if (isWriting) await writeFile(join(root, name), laidOut)
}
if (isWriting) console.log(`${others.length} files laid out anew`)
else if (others.length > 0) {
  console.error(
    `laid out otherwise than the house does it (npm run format):\n${others.slice(0, 20).join('\n')}${others.length > 20 ? `\nand ${others.length - 20} more` : ''}`,
  )
  process.exitCode = 1
}
