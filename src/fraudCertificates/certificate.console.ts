import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { file, type Answer } from '#src/web/answer.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { downloadCertificate } from './downloadCertificate.ts'

/** GET /console/fraud-cases/:id/certificates/:certificate */
export const showCertificate = async (visit: Visit): Promise<Answer> => {
  const [caseId, id] = [param(visit, 'id'), param(visit, 'certificate')]
  if (!isId('frdc', caseId) || !isId('frct', id)) throw notFound()
  return file(await downloadCertificate(visit.ctx, caseId, id), 'application/pdf', `${visit.t('fraud:certificate.file')}-${id}.pdf`, true)
}
