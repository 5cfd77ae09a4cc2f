import { conflict } from '#src/kernel/errors.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field, type Hidden } from '#src/web/components.ts'
import { parse } from '#src/web/fields.ts'
import type { FormPage } from '#src/web/route.ts'
import type { Visit } from '#src/web/visit.ts'
import { askablePieces, askReasons, type AskablePiece } from './askablePieces.ts'
import { askForDocuments, mustBeAskable, type AskedItem } from './askForDocuments.ts'
import { itemsOf, keysOf, letterForm, longestNote } from './askForm.page.ts'
import { caseOfPath, dossierIdOf, pieceTitle, type Case } from './case.page.ts'
import { dossierPath, isOpenAct, versionSeen } from './decidePage.page.ts'
import { drawDossier } from './dossier.console.ts'
import { askingEffects } from './effectsModel.page.ts'
import { countReaders, letterModel } from './letterModel.page.ts'
import { isAboutFile, lostRace, type LostRace, type Refused } from './lostRace.page.ts'
import { caseTitle } from './standModel.page.ts'
import { writtenPieces } from './written.page.ts'

const pieceModel = (visit: Visit, one: Case, piece: AskablePiece, refused: Refused) => {
  const { t, body } = visit
  const again = Object.keys(refused.errors).length > 0
  const typed = (name: string): string => (typeof body[`${name}:${piece.key}`] === 'string' ? String(body[`${name}:${piece.key}`]) : '')
  const error = (
    name: string,
  ): string | undefined => (refused.errors[`${name}:${piece.key}`] ? t(refused.errors[`${name}:${piece.key}`]!) : undefined)
  const title = pieceTitle(visit, one.file, piece)
  const fields: Field[] = [
    {
      name: `reason:${piece.key}`,
      label: t('reviews:ask.reason'),
      type: 'select',
      width: 'full',
      value: again ? typed('reason') : piece.reason,
      options: askReasons.map((value) => ({ value, label: t(`reviews:ask_reason.${value}`) })),
      error: error('reason'),
    },
    {
      name: `note:${piece.key}`,
      label: t('reviews:ask.note'),
      width: 'full',
      isOptional: true,
      maxlength: longestNote,
      value: typed('note'),
      error: error('note'),
    },
  ]
  return {
    key: piece.key,
    title,
    isTicked: again ? keysOf(body).includes(piece.key) : piece.isDue,
    isBlocked: piece.state === 'received',
    state: t(piece.state === 'beside' ? 'reviews:ask.beside' : `reviews:line.${piece.state}`),
    fields,
  }
}

const drawAsk = (visit: Visit, one: Case, refused: Refused, lost: LostRace | null = null): Answer => {
  const { t } = visit
  const pieces = askablePieces(one.file).map((piece) => ({ piece, model: pieceModel(visit, one, piece, refused) }))
  const isShown = ({ piece, model }: (typeof pieces)[number]) => piece.isDue || model.isTicked || piece.state === 'received'
  const message: Field = {
    name: 'message',
    label: t('reviews:ask.message'),
    hint: t('reviews:ask.message_hint'),
    type: 'textarea',
    rows: 3,
    width: 'full',
    isOptional: true,
    maxlength: 2_000,
    value: String(refused.values['message'] ?? visit.body['message'] ?? ''),
    error: refused.errors['message'] && t(refused.errors['message']),
  }
  const title = t('reviews:decide.ask.title')
  return view('reviews/ask', {
    title: `${title} · ${caseTitle(visit, one)}`,
    head: { title, back: { label: caseTitle(visit, one), href: dossierPath(one) }, sentence: t('reviews:decide.ask.sentence') },
    errors: lost ? [] : errorLines(refused.errors, t),
    lost,
    action: `${dossierPath(one)}/ask-for-documents/preview`,
    hidden: [versionSeen(one)],
    message,
    groups: [
      { title: t('reviews:ask.due'), isFolded: false, pieces: pieces.filter(isShown).map(({ model }) => model) },
      { title: t('reviews:ask.others'), isFolded: true, pieces: pieces.filter((each) => !isShown(each)).map(({ model }) => model) },
    ]
      .filter((group) => group.pieces.length > 0),
    cancel: { label: t('web:verb.cancel'), href: dossierPath(one) },
  })
}

/** GET /console/dossiers/:id/ask-for-documents */
export const showAsk = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  return isOpenAct(one, 'ask') ? drawAsk(visit, one, { values: {}, errors: {} }) : seeOther(dossierPath(one))
}

export const againAsk: FormPage = async (visit, refused) => {
  const one = await caseOfPath(visit)
  if (!isAboutFile(refused)) return drawAsk(visit, one, refused)
  if (!isOpenAct(one, 'ask')) return drawDossier(visit, one, refused)
  // Still open: the form again as the file now is, filled in; a piece that came meanwhile has no questions any more, its words stand above.
  const arrived = askablePieces(one.file).filter(({ state }) => state === 'received').map(({ key }) => key)
  const written = writtenPieces(visit, one.file, refused.values, (key) => arrived.includes(key))
  return drawAsk(visit, one, refused, await lostRace(visit, one.file.merchant.id, refused, written))
}

/** What was filled in goes on unseen to the act. */
const carried = (items: readonly AskedItem[], message: string): Hidden[] => [
  ...items.flatMap((
    { key, reason, note },
  ) => [{ name: 'piece', value: key }, { name: `reason:${key}`, value: reason }, { name: `note:${key}`, value: note }]),
  { name: 'message', value: message },
]

/** What the act itself would refuse is refused before the letter is shown. */
const mustBePreviewable = (one: Case, version: number, items: readonly AskedItem[]): void => {
  if (one.file.dossier.version !== version) throw conflict('dossier_changed')
  mustBeAskable(one.file, items)
  if (one.isHeldByAnother) throw conflict('review_held')
  if (!isOpenAct(one, 'ask')) throw conflict('request_is_open')
}

/** POST /console/dossiers/:id/ask-for-documents/preview: the letter and its last day, before it is sent. Changes nothing. */
export const previewAsk = async (visit: Visit): Promise<Answer> => {
  const items = itemsOf(visit.body)
  const { message, version } = parse(letterForm, visit.body)
  const one = await caseOfPath(visit)
  mustBePreviewable(one, version, items)
  const letter = letterModel(visit, one, { items, message })
  const title = visit.t('reviews:decide.ask.preview')
  return view('reviews/decide', {
    title: `${title} · ${caseTitle(visit, one)}`,
    head: { title, back: { label: caseTitle(visit, one), href: dossierPath(one) }, id: one.file.dossier.id },
    errors: [],
    proposal: null,
    decline: null,
    letter,
    form: {
      action: `${dossierPath(one)}/ask-for-documents`,
      intro: visit.t('reviews:decide.ask.intro', { deadline: letter.deadline }),
      isDangerous: false,
      undo: visit.t('reviews:decide.ask.undo'),
      effects: askingEffects(visit, one, {
        pieces: items.length,
        days: letter.days,
        letters: await countReaders(visit, one),
        isRefresh: letter.isRefresh,
      }),
      hidden: [{ name: 'version', value: String(version) }, { name: 'ticket', value: newTicket() }, ...carried(items, message)],
      fields: [],
      submit: visit.t('web:verb.request_documents'),
      cancel: { label: visit.t('web:verb.cancel'), href: dossierPath(one) },
    },
  })
}

/** POST /console/dossiers/:id/ask-for-documents */
export const ask = async (visit: Visit): Promise<Answer> => {
  const items = itemsOf(visit.body)
  const { version, message, ticket } = parse(letterForm, visit.body)
  await askForDocuments(visit.ctx, dossierIdOf(visit), { version, items, message, ticket })
  return seeOther(`/console/dossiers/${dossierIdOf(visit)}`, good('reviews:flash.asked'))
}
