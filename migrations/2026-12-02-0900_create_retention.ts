import { sql, type Kysely } from 'kysely'

/**
 * How long what is kept, and what suspends it (rules.md §3.1–3.3). A policy is a row effective by date; a change is a new row that two
 * people sign. What stands here at first is §3.2 whole: its marks K and P are settings that wait for the data protection officer.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type retention_bound as enum ('minimum', 'maximum', 'never', 'with_source');
    create type retention_unit as enum ('day', 'month');
    -- what the period is counted from
    create type retention_origin as enum ('last_contact', 'deactivation', 'refusal', 'relationship_end', 'execution', 'fiscal_year_end', 'debit', 'closure', 'last_collection', 'creation', 'submission', 'release', 'calendar_year_end', 'source');
    create type retention_action as enum ('delete', 'anonymise', 'strip', 'destroy_key');
    create type retention_policy_state as enum ('proposed', 'signed', 'declined');
    create table retention_policies (
      id text collate "C" primary key,
      category text not null check (category ~ '^[a-z][a-z_]{2,40}$'),
      version integer not null check (version > 0),
      state retention_policy_state not null,
      -- minimum: the law wants it kept so long; maximum: it may not be kept longer; never: not at all; with_source: as long as what it was made from
      bound retention_bound not null,
      length integer check (length >= 0),
      unit retention_unit,
      -- of that, how long it is on the working screens; null: until its origin
      active_length integer check (active_length >= 0),
      active_unit retention_unit,
      origin retention_origin not null,
      action retention_action not null,
      basis text not null check (basis <> ''),
      source text not null check (source <> ''),
      -- the mark of rules.md; K and P wait for the data protection officer
      confidence text not null check (confidence in ('V', 'S', 'C', 'K', 'P')),
      valid_from date not null,
      reason text not null check (reason <> ''),
      -- null: seeded from the rules
      proposed_by text collate "C" references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      -- what the first and the second person had before them: how many records end earlier, how many later
      seen jsonb,
      unique (category, version),
      constraint retention_policies_are_of_two_people check (decided_by is null or decided_by <> proposed_by),
      check ((bound in ('minimum', 'maximum')) = (length is not null) and (length is null) = (unit is null)),
      check ((active_length is null) = (active_unit is null)),
      check ((state = 'proposed') = (decided_at is null)),
      check ((state = 'declined') = (decline_reason is not null)),
      check (proposed_by is not null or version = 1)
    );
    create unique index retention_policies_one_proposed on retention_policies (category) where state = 'proposed';
    create index retention_policies_in_force on retention_policies (category, valid_from) where state = 'signed';

    insert into retention_policies (id, category, version, state, bound, length, unit, active_length, active_unit, origin, action, basis, source, confidence, valid_from, reason, proposed_at, decided_at)
    select 'rpol_' || lpad(row_number() over ()::text, 24, '0'), category, 1, 'signed', bound::retention_bound, length, unit::retention_unit, active_length, active_unit::retention_unit, origin::retention_origin, action::retention_action,
      basis, source, confidence, '2020-01-01', 'rules.md §3.2', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'
    from (values
      ('prospect_contact', 'maximum', 36, 'month', null, null, 'last_contact', 'delete', 'GDPR 5(1)(e)', 'CNIL, commercial reference', 'S'),
      ('incomplete_dossier', 'maximum', 90, 'day', 0, 'day', 'deactivation', 'delete', 'GDPR 5(1)(c), (e)', 'minimisation', 'P'),
      ('rejected_dossier', 'maximum', 6, 'month', 6, 'month', 'refusal', 'delete', 'GDPR 5(1)(e)', 'new application, dispute', 'P'),
      ('rejected_dossier_marker', 'maximum', 36, 'month', null, null, 'refusal', 'delete', 'GDPR 6(1)(f)', 'hashed marker', 'P'),
      ('rejected_dossier_aml', 'minimum', 60, 'month', 0, 'month', 'refusal', 'delete', 'CMF L561-12, L561-15 V', 'by extension', 'K'),
      ('merchant_file', 'minimum', 60, 'month', 0, 'month', 'relationship_end', 'delete', 'CMF L561-12', 'L561-12', 'V'),
      ('payment', 'minimum', 60, 'month', 15, 'month', 'execution', 'strip', 'CMF L561-12, L133-24', 'L561-12', 'V'),
      ('accounting', 'minimum', 120, 'month', 12, 'month', 'fiscal_year_end', 'delete', 'C.com L123-22; LPF L102 B', 'L123-22', 'V'),
      ('card_number', 'maximum', 13, 'month', 0, 'month', 'debit', 'destroy_key', 'CNIL 2018-303 art. 4', 'délib. 2018-303', 'V'),
      ('card_number_deferred', 'maximum', 15, 'month', 0, 'month', 'debit', 'destroy_key', 'CNIL 2018-303 art. 4', 'délib. 2018-303', 'V'),
      ('card_secret', 'never', null, null, null, null, 'creation', 'delete', 'PCI DSS 3.3.1; CNIL 2018-303 art. 4', 'PCI DSS', 'V'),
      ('authentication_evidence', 'maximum', 60, 'month', 15, 'month', 'execution', 'delete', 'CMF L133-23, L133-24', 'burden of proof', 'P'),
      ('device', 'maximum', 13, 'month', null, null, 'execution', 'delete', 'GDPR 5(1)(c)', 'minimisation', 'P'),
      ('dispute_file', 'minimum', 60, 'month', 0, 'month', 'closure', 'delete', 'C. civ. 2224; C.com L110-4', 'C. civ. 2224', 'P'),
      ('mandate', 'minimum', 14, 'month', 0, 'month', 'last_collection', 'delete', 'CMF L133-24', '13 months and a margin', 'K'),
      ('fraud_alert', 'maximum', 12, 'month', null, null, 'creation', 'delete', 'CNIL AU-054', 'délib. 2017-217', 'S'),
      ('fraud_case', 'maximum', 60, 'month', 0, 'month', 'closure', 'delete', 'CNIL AU-054', 'délib. 2017-217', 'S'),
      ('declaration', 'minimum', 60, 'month', 0, 'month', 'submission', 'delete', 'CMF L561-12', 'the later of two ends', 'P'),
      ('asset_freeze', 'minimum', 60, 'month', 0, 'month', 'release', 'delete', 'CNIL AU-003', 'AU-003', 'V'),
      ('systematic_report', 'minimum', 60, 'month', 30, 'day', 'creation', 'delete', 'CMF L561-12', 'COSI', 'P'),
      ('security_log', 'maximum', 12, 'month', 3, 'month', 'creation', 'delete', 'CNIL 2021-122; PCI DSS 10.5.1', 'délib. 2021-122', 'S'),
      ('internal_control_log', 'maximum', 36, 'month', 0, 'month', 'creation', 'delete', 'CNIL 2021-122', 'case 3', 'S'),
      ('audit_trail', 'minimum', 60, 'month', 0, 'month', 'relationship_end', 'anonymise', 'CMF L561-12', 'measures of vigilance', 'P'),
      ('support', 'minimum', 60, 'month', 12, 'month', 'closure', 'delete', 'C. civ. 2224', 'complaint or contract', 'P'),
      ('mail', 'maximum', 13, 'month', null, null, 'creation', 'delete', 'GDPR 5(1)(e)', 'ordinary letters', 'P'),
      ('notice', 'minimum', 60, 'month', 13, 'month', 'relationship_end', 'delete', 'CMF L561-12; C. civ. 2224', 'contractual and regulatory notices', 'P'),
      ('derived', 'with_source', null, null, null, null, 'source', 'delete', 'GDPR 5(1)(e)', 'text read, thumbnails, search keys', 'P'),
      ('call_log', 'maximum', 12, 'month', 30, 'day', 'creation', 'delete', 'PCI DSS; CNIL', 'without card numbers', 'P'),
      ('account_login', 'maximum', 12, 'month', null, null, 'closure', 'anonymise', 'CNIL 2021-122', 'sign-in data of users', 'P'),
      ('rights_request', 'minimum', 60, 'month', 0, 'month', 'closure', 'delete', 'GDPR 5(2)', 'proof of the answer', 'K'),
      ('cross_border_report', 'minimum', 36, 'month', null, null, 'calendar_year_end', 'delete', 'Dir. 2020/284; CGI 286 sexies', 'CESOP', 'S'),
      ('screening_cleared', 'minimum', 60, 'month', 0, 'month', 'relationship_end', 'delete', 'CMF L561-12', 'L561-12', 'P'),
      ('backup', 'maximum', 35, 'day', null, null, 'creation', 'delete', 'GDPR 5(1)(e)', 'erasures are done again after a restore', 'P')
    ) as said (category, bound, length, unit, active_length, active_unit, origin, action, basis, source, confidence);

    create type legal_hold_ground as enum ('litigation', 'authority', 'supervisor', 'opposition', 'arbitration', 'pending_request');
    create type legal_hold_scope as enum ('person', 'merchant', 'case', 'payment');
    create type legal_hold_state as enum ('active', 'lift_proposed', 'lifted');
    -- suspends erasing, never widens who may read (§3.1)
    create table legal_holds (
      id text collate "C" primary key,
      state legal_hold_state not null default 'active',
      scope legal_hold_scope not null,
      subject_id text collate "C" not null,
      merchant_id text collate "C" references merchants (id),
      ground legal_hold_ground not null,
      reference text,
      reason text not null check (reason <> ''),
      ordered_by text collate "C" not null references staff (id),
      ordered_at timestamptz not null,
      -- at most six months off (§3.3)
      review_on date not null,
      reviewed_at timestamptz,
      lift_reason text,
      lift_proposed_by text collate "C" references staff (id),
      lift_proposed_at timestamptz,
      lifted_by text collate "C" references staff (id),
      lifted_at timestamptz,
      constraint legal_holds_are_lifted_by_two_people check (lifted_by is null or lifted_by <> lift_proposed_by),
      check ((state = 'lifted') = (lifted_at is not null) and (lifted_at is null) = (lifted_by is null)),
      check ((state = 'active') = (lift_proposed_at is null) and (lift_proposed_at is null) = (lift_reason is null))
    );
    -- "is it held", asked of everything that is about to be erased
    create index legal_holds_subject on legal_holds (subject_id) where lifted_at is null;
    create index legal_holds_merchant on legal_holds (merchant_id) where lifted_at is null;
    create index legal_holds_review on legal_holds (review_on, id) where lifted_at is null;
    create index legal_holds_newest on legal_holds (id desc);
  `
    .execute(db)
}
