import { sql } from 'kysely'
import { answerRequest } from '#src/answers/answerRequest.ts'
import { assessDataBreach, describeDataBreach, noteNotice, openDataBreach } from '#src/dataBreaches/workDataBreach.ts'
import { executeErasure, proposeErasure } from '#src/erasure/erasePerson.ts'
import { digestOf } from '#src/erasure/plan.ts'
import { planErasure } from '#src/erasure/planErasure.sql.ts'
import { system, type MerchantActor, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { buildPackages } from '#src/packages/buildPackages.ts'
import { orderPackage } from '#src/packages/orderPackage.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { proposeRectification } from '#src/rectifications/rectifyPerson.ts'
import { restrictUse } from '#src/restrictions/restrictUse.ts'
import { fileOwnRequest, takeIn, type TakenIn } from '#src/rights/fileRequest.ts'
import { doubtIdentity, takeRequest } from '#src/rights/handleRequest.ts'
import { linkSubject } from '#src/rights/linkSubject.ts'
import { addRightsFiles } from '#src/rights/rightsFiles.ts'
import { listFiles } from '#src/rights/rights.sql.ts'
import { newPdf } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'

type Links = Record<
  'rightsErasure' | 'rightsErased' | 'rightsDoubt' | 'rightsAccess' | 'rightsReady' | 'rightsRectify' | 'rightsLate' | 'rightsFresh'
    | 'rectification' | 'restriction' | 'restricted' | 'ownAnswered' | 'ownAnswerFile' | 'ownDoubt' | 'rightsFile' | 'dataBreach'
    | 'dataBreachNotified',
  string
>

const base: TakenIn = {
  kind: 'erasure',
  requester: 'payer',
  channel: 'letter',
  name: 'Pierre Martin',
  email: 'pierre.martin@exemple.test',
  postalAddress: '',
  birthDate: null,
  said: 'Je vous demande d’effacer toutes les données que vous détenez sur moi.',
  identityGiven: 'Commande 1042 du 12 janvier, carte finissant par 4444',
  receivedOn: '',
  lang: 'fr',
}

/** A request in every situation that a page draws differently, and two breaches. */
export const addRights = async (
  ctx: Ctx,
  db: Database,
  { agent, officer, user }: { agent: string; officer: string; user: string },
): Promise<Links> => {
  const by: Ctx = { ...ctx, actor: { kind: 'staff', id: agent, name: 'Tour', roles: ['agent'] } satisfies StaffActor }
  const second: Ctx = { ...ctx, actor: { kind: 'staff', id: officer, name: 'Tour', roles: ['officer'] } satisfies StaffActor }
  const today = parisDay(ctx.now)
  const payer =
    (await sql<{ id: string }>`select y.id from payers y left join payments p on p.payer_id = y.id where y.name is not null group by 1 order by count(p.captured_at) desc, count(p.id) desc, 1 limit 1`
      .execute(db))
      .rows[0]!
      .id
  const person =
    (await db.selectFrom('people').select('id').where('kind', '=', 'natural').orderBy('id').limit(1).executeTakeFirstOrThrow()).id
  const { merchant_id: merchantId, name } = await db
    .selectFrom('merchant_users')
    .select(['merchant_id', 'name'])
    .where('id', '=', user)
    .executeTakeFirstOrThrow()
  const own: Ctx = { ...ctx, actor: { kind: 'merchant', id: user, merchantId, name } satisfies MerchantActor }
  const take = async (more: Partial<TakenIn>, ...subjects: string[]): Promise<string> => {
    const id = (await takeIn(by, { ...base, receivedOn: addDays(today, -12), ...more }))!
    await takeRequest(by, id)
    for (const one of subjects) await linkSubject(by, id, one)
    return id
  }
  // noted by the merchant, and never charged: all of him may go
  const unused = 'cust_00000000000000000000tour'
  await sql`insert into payers (id, merchant_id, mode, name, email, born_on, created_at) select ${unused}, m.id, 'live', 'Pierre Martin', 'pierre.martin@exemple.test', '1984-06-11', ${ctx.now}::timestamptz - interval '40 days' from merchants m where not exists (select from legal_holds h where h.merchant_id = m.id) and m.name <> '' order by m.id limit 1`
    .execute(db)
  const rightsErasure = await take({}, payer, unused)
  await proposeErasure(by, rightsErasure, { seen: digestOf(await planErasure(db, [payer, unused], ctx.now)) })
  // another who was never charged, erased with his key: its certificate
  const erased = 'cust_0000000000000000000gone0'
  await sql`insert into payers (id, merchant_id, mode, name, created_at) select ${erased}, merchant_id, 'live', 'Paul Effacé', created_at from payers where id = ${unused}`
    .execute(db)
  const rightsErased = await take({ name: 'Paul Effacé' }, erased)
  const seen = digestOf(await planErasure(db, [erased], ctx.now))
  await proposeErasure(by, rightsErased, { seen })
  await executeErasure(second, rightsErased, { seen, proposal: await proposalOf(ctx, 'erasure') })
  const rightsDoubt = await take({ kind: 'access', name: 'Marie Le Goff', identityGiven: '' })
  await doubtIdentity(by, rightsDoubt, {
    reason: 'Trois payeurs portent ce nom.',
    asked: 'La date d’un paiement et les quatre derniers chiffres de la carte.',
  })
  await addRightsFiles(by, rightsDoubt, 'identity', [{ fileName: 'reponse.pdf', bytes: await newPdf() }])
  const rightsAccess = await take({ kind: 'access', requester: 'person', name: 'Anne Lenoir', said: '' }, person)
  const rightsReady = await take({ kind: 'access' }, payer)
  await orderPackage(by, rightsReady, { noteIds: [] })
  await buildPackages({ ...ctx, actor: system('build-packages') })
  const rightsRectify = await take({
    kind: 'rectification',
    requester: 'person',
    name: 'Anne Lenoir',
    said: 'Mon lieu de naissance est faux.',
    receivedOn: addDays(today, -26),
  }, person)
  await proposeRectification(by, rightsRectify, {
    subjectId: person,
    field: 'birth_place',
    value: 'Saint-Brieuc-des-Iffs',
    reason: 'Acte de naissance reçu le même jour.',
  })
  await restrictUse(by, rightsRectify, 'accuracy')
  // the pages of the tour are looked at by people who said for which use they need that file
  const { dossier_id: restricted } = await db.selectFrom('people').select('dossier_id').where('id', '=', person).executeTakeFirstOrThrow()
  await sql`insert into restriction_openings (id, subject_id, merchant_id, use, reason, opened_by, opened_at, expires_at) select 'ropn_' || lpad(row_number() over ()::text, 24, '0'), d.id, d.merchant_id, 'legal_obligation', 'Réexamen périodique du dossier.', s.id, ${ctx.now}, ${ctx.now}::timestamptz + interval '30 days' from dossiers d cross join staff s where d.id = ${restricted}`
    .execute(db)
  const [rectification, restriction] = [
    await db.selectFrom('rectifications').select('id').executeTakeFirstOrThrow(),
    await db.selectFrom('restrictions').select('id').executeTakeFirstOrThrow(),
  ]
  const rightsLate = await take({
    kind: 'objection',
    receivedOn: addDays(today, -40),
    said: 'Je m’oppose à ce que mon appareil serve à me reconnaître.',
  })
  const rightsFresh = (await takeIn(by, {
    ...base,
    kind: 'portability',
    email: '',
    postalAddress: '3 rue du Port, 29000 Quimper',
    receivedOn: addDays(today, -2),
    name: 'Yann Corre',
  }))!
  const ownAnswered = (await fileOwnRequest(own, { kind: 'access', said: 'Tout ce que vous avez.' }))!
  await takeRequest(by, ownAnswered)
  await orderPackage(by, ownAnswered, { noteIds: [] })
  await buildPackages({ ...ctx, actor: system('build-packages') })
  await answerRequest(by, ownAnswered, {
    outcome: 'done',
    words: 'Voici la copie de vos données. Elle contient votre compte, vos connexions et les lettres que nous vous avons écrites.',
    balancing: '',
  })
  const ownDoubt = (await fileOwnRequest(own, { kind: 'erasure', said: '' }))!
  await doubtIdentity(by, ownDoubt, { reason: 'Adresse changée la veille.', asked: 'Un appel depuis le numéro enregistré.' })
  const aware = (hours: number): Date => new Date(ctx.now.getTime() - hours * 3_600_000)
  const dataBreach = (await openDataBreach(by, {
    title: 'Relevé de reversement envoyé à un autre marchand',
    awareAt: aware(51),
    whatHappened: 'Deux adresses se suivent dans la liste ; le relevé de février est parti chez le voisin.',
  }))!
  const dataBreachNotified = (await openDataBreach(second, {
    title: 'Poste d’un collègue volé dans un train',
    awareAt: aware(80),
    whatHappened: 'Disque chiffré, session fermée.',
  }))!
  await describeDataBreach(second, dataBreachNotified, {
    whatHappened: 'Disque chiffré, session fermée.',
    natures: ['confidentiality', 'availability'],
    categories: ['merchant_file'],
    personsKinds: 'représentants de marchands',
    personsCount: 40,
    recordsCount: 40,
    consequences: 'Aucune lecture probable.',
    measures: 'Poste révoqué, plainte déposée.',
    beganOn: addDays(today, -4),
    endedOn: null,
  })
  await assessDataBreach(second, dataBreachNotified, {
    risk: 'risk',
    riskReason: 'Le chiffrement tient, mais l’état de la session n’est pas prouvé.',
    isNotified: true,
    notifyReason: 'Par prudence.',
  })
  await noteNotice(second, dataBreachNotified, {
    phase: 'initial',
    sentAt: aware(4),
    reference: 'CNIL 26-00417',
    lateReason: 'L’inventaire du poste n’a été connu que le troisième jour.',
  })
  const fileOf = async (id: string): Promise<string> => (await listFiles(db, id))[0]!.id
  return {
    rightsErasure,
    rightsErased,
    rightsDoubt,
    rightsAccess,
    rightsReady,
    rightsRectify,
    rightsLate,
    rightsFresh,
    rectification: rectification.id,
    restriction: restriction.id,
    restricted,
    ownAnswered,
    ownAnswerFile: await fileOf(ownAnswered),
    ownDoubt,
    rightsFile: await fileOf(rightsDoubt),
    dataBreach,
    dataBreachNotified,
  }
}
