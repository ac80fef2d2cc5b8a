// The contract tool as a library. Apart from the package's main module, which services load: they need no
// parser of TypeScript and no compiler of schemas.
export * from './compare';
export { lint, type LintOptions, type LintResult } from './lint/lint';
export { type LintFinding, type Rule, RULES } from './lint/finding';
export { LintError } from './lint/folder';
export { formatLint, LINT_FORMATS, type LintFormat } from './lint/report/format';
export { type PlacedTopicUse, type ReadTopology, readTopology } from './lint/topology';
export { newTopic, type NewTopicOptions } from './scaffold/new-topic';
export { newVersion, type NewVersion, type NewVersionOptions } from './scaffold/new-version';
export { ScaffoldError, WouldOverwrite } from './scaffold/errors';
export { type Judge, judgeByContracts, judgeBySchema } from './validate/judge';
export { type ValidationFailure, type ValidationInput, type ValidationSummary, validateStream } from './validate/validate';
export * from './review';
