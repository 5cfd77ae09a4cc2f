// The numbers people and companies go by (rules.md §1.8). One door to the files that hold them.
export * from './identifiers/bankNumbers.ts'
export * from './identifiers/cardNumbers.ts'
export * from './identifiers/companyNumbers.ts'
export * from './identifiers/groups.ts'
