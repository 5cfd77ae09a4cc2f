import { AliasNode, ColumnNode, TableNode, type DeleteQueryNode, type InsertQueryNode, type KyselyPlugin, type OperationNode,
  type PluginTransformQueryArgs, type PluginTransformResultArgs, type QueryResult, type RootOperationNode, type UnknownRow,
  type UpdateQueryNode } from 'kysely'
import type { WritableDb } from './db.ts'
import type { Written } from './written-events.ts'

/**
 * Tables whose rows are not the memory of a decision: the machinery's own. A change that touches only these needs no event.
 * Everything else must leave one in the same transaction.
 */
const machinery = new Set([
  'sessions',
  'rate_limits',
  'submissions',
  'job_runs',
  'job_run_items',
  'audit_unsealed',
  'audit_blocks',
  'document_pages',
  'merchant_keys',
  'person_keys',
  'review_presences',
  'checks_due',
  'screening_due',
  // what was nearly alike, and how far a run has come: what is raised is a hit, with its event
  'screening_scores',
  'screening_runs.cursor',
  'screening_runs.changed_count',
  'screening_runs.compared_count',
  'screening_runs.raised_count',
  // what was asked of the acquirer, and when: what came of it moves a payment or a refund, which leaves its event
  'acquirer_calls',
  // the same of an evidence file: how often, and when next; what came of it is an event
  'evidence_sendings.tries',
  'evidence_sendings.ask_at',
  'evidence_sendings.state',
  'ledger_snapshots',
  'ledger_horizon',
  'invoiced_months',
  // figures that follow from payments and disputes; where a standing changes, that is an event
  'programme_months',
  // the same of monitoring: counted anew from payments; a day that was looked at, and each alert, is an event
  'merchant_days',
  'merchant_bins',
  'monitoring_marks',
  'backtests.state',
  'backtests.days_done',
  'backtests.seen_at',
  // how far ratings were looked at: each that is another is an event
  'rating_marks',
  // when a list was last looked for, and what came of it: what is taken or refused is a row of its own, with its event
  'watchlists.checked_at',
  'watchlists.fetch_etag',
  'watchlists.failed_at',
  'watchlists.failure',
  // columns in which a row of memory carries a sign of life or progress of the machinery
  'documents.pages_read',
  'documents.reading_seen_at',
  // whoever holds a hit goes on holding it
  'screening_hits.held_at',
  'inspection_packs.parts_done',
  'inspection_packs.parts_total',
  'inspection_packs.seen_at',
  'watchlist_imports.state',
  'watchlist_imports.entry_count',
  'watchlist_imports.seen_at',
  'data_packages.parts_done',
  'data_packages.parts_total',
  'data_packages.seen_at',
])

type Writing = InsertQueryNode | UpdateQueryNode | DeleteQueryNode

const isWriting = (node: OperationNode): node is Writing => ['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode'].includes(node.kind)

const nameOf = (node: OperationNode | undefined): string => {
  if (node && AliasNode.is(node)) return nameOf(node.node)
  return node && TableNode.is(node) ? node.table.identifier.name : 'unknown'
}

const tableOf = (node: Writing): string => {
  if (node.kind === 'InsertQueryNode') return nameOf(node.into)
  return nameOf(node.kind === 'UpdateQueryNode' ? node.table : node.from.froms[0])
}

/** An update of nothing but the machinery's own columns. */
const isPulse = (node: Writing): boolean => {
  if (node.kind !== 'UpdateQueryNode') return false
  const columns = (node.updates ?? []).map(({ column }) => (ColumnNode.is(column) ? column.column.name : 'unknown'))
  return columns.length > 0 && columns.every((column) => machinery.has(`${tableOf(node)}.${column}`))
}

const rawWrite = /^\s*(with\b[\s\S]*\b)?(insert|update|delete|merge)\b/i

/** Sees what a transaction wrote, so that no change goes without its audit event. */
export class ChangeWatch implements KyselyPlugin {
  private readonly changed = new Set<string>()
  private readonly asked = new WeakMap<object, string>()
  private recorded = 0
  private readonly written: Promise<readonly Written[]>[] = []

  over(trx: WritableDb): WritableDb {
    return trx.withPlugin(this) as WritableDb
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    for (const table of this.tablesWithin(node)) this.note(table)
    if (isWriting(node) && !isPulse(node)) this.asked.set(queryId, tableOf(node))
    return node
  }

  /** A conditional update that found nothing changed nothing. */
  async transformResult({ result, queryId }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const table = this.asked.get(queryId)
    if (table && result.numAffectedRows !== 0n) this.note(table)
    return result
  }

  /** Of raw SQL and of a `with` nobody says how many rows it touched: they count as changes whatever they found. */
  private tablesWithin(node: OperationNode): string[] {
    if (node.kind === 'RawNode') return rawWrite.test((node as unknown as { sqlFragments: string[] }).sqlFragments.join(' ')) ? ['raw'] : []
    const expressions = 'with' in node ? ((node as InsertQueryNode).with?.expressions ?? []) : []
    return expressions.flatMap((
      { expression },
    ) => [...(isWriting(expression) && !isPulse(expression) ? [tableOf(expression)] : []), ...this.tablesWithin(expression)])
  }

  /** Also called by who writes past the watch (`withoutPlugins`) because it knows whether it wrote anything: `src/ledger/post.ts`. */
  note(table: string): void {
    if (!machinery.has(table)) this.changed.add(table)
  }

  /** Called by `record`: which events they are, as soon as the database has said it. */
  noteEvent(written?: Promise<readonly Written[]>): void {
    this.recorded++
    written?.catch(() => {}) // the statement after it, or the commit, says that it failed
    if (written) this.written.push(written)
  }

  /** After the commit, which comes behind all of them. */
  async events(): Promise<Written[]> {
    return (await Promise.all(this.written)).flat()
  }

  mustHaveRecorded(): void {
    if (this.changed.size > 0 && this.recorded === 0)
      throw new Error(`a change without an audit event was refused: ${[...this.changed].join(', ')}`)
  }
}
