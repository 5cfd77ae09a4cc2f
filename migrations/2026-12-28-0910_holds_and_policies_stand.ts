import { sql, type Kysely } from 'kysely'

/**
 * What keeps data from being erased is not taken away by a slip at the database: an order is lifted, never deleted, and names what it named;
 * a version of a policy that was signed or declined stays as it was (`vigie audit verify` compares both with the history).
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create trigger legal_holds_stay before delete on legal_holds for each row execute function refuse_change();
    create trigger legal_holds_no_truncate before truncate on legal_holds for each statement execute function refuse_change();
    create trigger legal_holds_name_what_they_named before update on legal_holds for each row
      when ((old.scope, old.subject_id, old.ground, old.ordered_by, old.ordered_at) is distinct from (new.scope, new.subject_id, new.ground, new.ordered_by, new.ordered_at) or old.lifted_at is not null)
      execute function refuse_change();
    create trigger retention_policies_stay before delete on retention_policies for each row execute function refuse_change();
    create trigger retention_policies_no_truncate before truncate on retention_policies for each statement execute function refuse_change();
    create trigger retention_policies_decided before update on retention_policies for each row when (old.state <> 'proposed') execute function refuse_change();
  `
    .execute(db)
}
