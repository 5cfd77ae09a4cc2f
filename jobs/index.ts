import type { Job } from '#src/platform/job.ts'
import checkDocuments from './check-documents.ts'
import deactivateOverdueMerchants from './deactivate-overdue-merchants.ts'
import deliverMails from './deliver-mails.ts'
import openPeriodicReviews from './open-periodic-reviews.ts'
import readDocuments from './read-documents.ts'
import releaseIdleReviews from './release-idle-reviews.ts'
import remindExpiringDocuments from './remind-expiring-documents.ts'
import sealAuditTrail from './seal-audit-trail.ts'
import sendClockReminders from './send-clock-reminders.ts'
import startRequestClocks from './start-request-clocks.ts'

/** Every job and its schedule (Europe/Paris). One bell per file; the file's name is the job's. */
export const jobs: Record<string, Job> = {
  'check-documents': checkDocuments,
  'deactivate-overdue-merchants': deactivateOverdueMerchants,
  'deliver-mails': deliverMails,
  'open-periodic-reviews': openPeriodicReviews,
  'read-documents': readDocuments,
  'release-idle-reviews': releaseIdleReviews,
  'remind-expiring-documents': remindExpiringDocuments,
  'seal-audit-trail': sealAuditTrail,
  'send-clock-reminders': sendClockReminders,
  'start-request-clocks': startRequestClocks,
}
