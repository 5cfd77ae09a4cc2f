import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { readParts } from '#src/answers/answerParts.sql.ts'
import { downloadPackage } from '#src/packages/downloadPackage.ts'
import { findPackageOf } from '#src/packages/packages.sql.ts'
import { newTicket } from '#src/platform/submission.ts'
import { file as sendFile, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Action, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { choice, optionalLine, optionalWords, parse } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { fileOwnRequest } from './fileRequest.ts'
import { withdrawRequest } from './handleRequest.ts'
import { findFile, findRequest, listFiles, listOwnRequests, type RightsRow } from './rights.sql.ts'
import { standingOn } from './rightsClock.ts'
import { addRightsFiles, openRightsFile } from './rightsFiles.ts'
import { isLiving, rightsKinds, whyNoLonger } from './rightsRequest.ts'
import { leftChip, lostOf, stateChip, type Refused } from './rightsWords.page.ts'

const here = '/merchant/my-data'
const mostShown = 50

const columnsOf = ({ t }: Visit): Columns => ({
  kind: { label: t('rights:own.kind'), isLead: true, isWide: true },
  received: { label: t('rights:column.received') },
  due: { label: t('rights:own.due') },
  state: { label: t('rights:column.state') },
})

const rowOf = (visit: Visit, row: RightsRow) => ({
  href: `${here}/${row.id}`,
  kind: visit.t(`rights:kind.${row.kind}`),
  receivedOn: row.received_on,
  dueOn: row.closed_at ? null : standingOn(row, visit.ctx.now).dueOn,
  left: leftChip(visit, row),
  chip: stateChip(visit, row),
})

const fieldsOf = ({ t }: Visit): Field[] => [
  {
    name: 'kind',
    type: 'radios',
    label: t('rights:own.ask'),
    options: rightsKinds.map((value) => ({ value, label: t(`rights:own_kind.${value}`), hint: t(`rights:kind_hint.${value}`) })),
    value: '',
    isRequired: true,
  },
  {
    name: 'said',
    type: 'textarea',
    rows: 4,
    label: t('rights:own.said'),
    hint: t('rights:own.said_hint'),
    width: 'full',
    maxlength: 4_000,
    isOptional: true,
  },
]

/** GET /merchant/my-data: what the signed-in person asked of his own data, and a place to ask. */
export const showMyData = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const rows = await listOwnRequests(ctx.db, merchantUserOf(visit).id, mostShown)
  return view('rights/own-list', {
    title: t('rights:own.title'),
    sentence: t('rights:own.sentence'),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    errors: errorLines(refused?.errors, t),
    form: {
      action: here,
      hidden: [{ name: 'ticket', value: newTicket() }],
      fields: refill(fieldsOf(visit), refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t('rights:own.submit'),
    },
  })
}

/** POST /merchant/my-data */
export const postMyData = async (visit: Visit): Promise<Answer> => {
  const id = await fileOwnRequest(
    visit.ctx,
    parse(z.object({ kind: choice(rightsKinds), said: optionalWords(4_000), ticket: optionalLine(64) }), visit.body),
  )
  return seeOther(id ? `${here}/${id}` : here, good('rights:own.flash_filed'))
}

const ownOfPath = async (visit: Visit): Promise<RightsRow> => {
  const id = param(visit, 'id')
  const row = isId('rght', id) ? await findRequest(visit.ctx.db, id) : null
  if (!row || row.merchant_user_id !== merchantUserOf(visit).id) throw notFound()
  return row
}

const factsOf = ({ t, lang, ctx }: Visit, row: RightsRow): Fact[] => [
  { label: t('rights:column.received'), text: formatDay(row.received_on, lang) },
  ...(row.closed_at
    ? [{ label: t('rights:own.closed'), at: row.closed_at }]
    : [{ label: t('rights:own.due'), day: standingOn(row, ctx.now).dueOn }]),
  ...(row.extension_reason ? [{ label: t('rights:own.extended'), text: row.extension_reason }] : []),
]

const actionsOf = async ({ t, ctx }: Visit, row: RightsRow): Promise<Action[]> => {
  if (!isLiving(row.state)) return []
  return whyNoLonger('withdraw', await readParts(ctx.db, row.id))
    ? [{ label: t('rights:own.withdraw'), reason: t('rights:own.not_withdrawn') }]
    : [{ label: t('rights:own.withdraw'), post: `${here}/${row.id}/withdraw`, kind: 'quiet' }]
}

/** GET /merchant/my-data/:id: where it stands, what was answered, and what is to be fetched. */
export const showOwnRequest = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const row = await ownOfPath(visit)
  const [files, made] = [await listFiles(ctx.db, row.id), await findPackageOf(ctx.db, row.id)]
  const isReady = row.state === 'answered' && made?.state === 'ready' && made.expires_at! > ctx.now
  return view('rights/own', {
    title: t(`rights:kind.${row.kind}`),
    back: { href: here, label: t('rights:own.title') },
    id: row.id,
    chip: stateChip(visit, row),
    sentence: t(`rights:own.stand.${row.state}`),
    lost: lostOf(visit, refused),
    actions: await actionsOf(visit, row),
    facts: factsOf(visit, row),
    said: row.said,
    answer: row.answer ?? '',
    letters: files.filter(({ kind, erased_at: gone }) => kind === 'answer' && gone === null).map(({ id }) => ({
      href: `/merchant/my-data-files/${id}`,
      label: t('rights:own.letter'),
    })),
    package: isReady ? { href: `${here}/${row.id}/package.zip`, label: t('rights:package.download'), until: made.expires_at } : null,
    upload: row.state === 'identity_doubt'
      ? {
        action: `${here}/${row.id}/files`,
        field: {
          name: 'file',
          type: 'file' as const,
          label: t('rights:files.add_identity'),
          hint: t('rights:files.identity_hint'),
          isMultiple: true,
          accept: '.pdf,.jpg,.jpeg,.png',
          ...(refused?.errors['file'] ? { error: t(refused.errors['file']) } : {}),
        },
      }
      : null,
    sent: files.filter(({ kind }) => kind === 'identity').length,
  })
}

/** POST /merchant/my-data/:id/withdraw */
export const postOwnWithdraw = async (visit: Visit): Promise<Answer> => {
  const row = await ownOfPath(visit)
  await withdrawRequest(visit.ctx, row.id)
  return seeOther(`${here}/${row.id}`, good('rights:own.flash_withdrawn'))
}

/** POST /merchant/my-data/:id/files: what was asked for to be sure who it is. */
export const postOwnFiles = async (visit: Visit): Promise<Answer> => {
  const row = await ownOfPath(visit)
  await addRightsFiles(visit.ctx, row.id, 'identity', visit.files.filter(({ fileName, bytes }) => fileName !== '' || bytes.length > 0))
  return seeOther(`${here}/${row.id}`, good('rights:own.flash_sent'))
}

/** GET /merchant/my-data/:id/package.zip: his own; recorded. */
export const sendOwnPackage = async (visit: Visit): Promise<Answer> => {
  const { bytes, fileName } = await downloadPackage(visit.ctx, (await ownOfPath(visit)).id)
  return sendFile(bytes, 'application/zip', fileName)
}

/** GET /merchant/my-data-files/:id: a letter of ours to him; recorded. */
export const sendOwnFile = async (visit: Visit): Promise<Answer> => {
  const found = await findFile(visit.ctx.db, param(visit, 'id'))
  if (found?.kind !== 'answer') throw notFound()
  const { bytes, mime, fileName } = await openRightsFile(visit.ctx, found.id)
  return sendFile(bytes, mime, fileName)
}
