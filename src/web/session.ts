export * from '#src/platform/sessions.ts'
