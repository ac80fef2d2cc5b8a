import Handlebars from 'handlebars';

/** A template that cannot be used: which file, and where in it. */
export class TemplateError extends Error {
  constructor(file: string, line: number | undefined, cause: Error) {
    super(`${file}${place(line ?? lineOf(cause))}: ${cause.message}`, { cause });
    this.name = 'TemplateError';
  }
}

const place = (line: number | undefined): string => (line === undefined ? '' : `:${line}`);

/** Handlebars says it in a field, in a sentence, or not at all. */
function lineOf(error: Error & { lineNumber?: number }): number | undefined {
  const told = /on line (\d+)/.exec(error.message)?.[1];
  return error.lineNumber ?? (told === undefined ? undefined : Number(told));
}

const NAMES = ['orderNumber', 'items', 'total', 'reason', 'carrier', 'trackingNumber', 'sku', 'quantity'];
const HELPERS = ['if', 'unless', 'each'];

/**
 * Parses a template now, which Handlebars would leave to its first use, and checks every name in it: a name nobody
 * fills would be an empty place in a mail, and one in a condition would not even be noticed. Throws TemplateError.
 */
export function checkTemplate(file: string, source: string, extraNames: readonly string[]): void {
  const refuse = (node: hbs.AST.Node, message: string): never => {
    throw new TemplateError(file, node.loc.start.line, new Error(message));
  };
  const names = new Set([...NAMES, ...HELPERS, ...extraNames]);
  class Check extends Handlebars.Visitor {
    override PathExpression(path: hbs.AST.PathExpression): void {
      const unknown = path.data ? undefined : path.parts.find((part) => !names.has(part));
      if (unknown !== undefined) refuse(path, `nobody fills in "${unknown}"`);
    }
    override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
      // The layout alone takes in what is escaped already.
      if (!mustache.escaped && (mustache.path as hbs.AST.PathExpression).original !== 'content') refuse(mustache, 'values are escaped');
      super.MustacheStatement(mustache);
    }
    override PartialStatement(partial: hbs.AST.PartialStatement): void {
      refuse(partial, 'there are no partials; what is around all mails is the layout');
    }
    override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
      refuse(partial, 'there are no partials; what is around all mails is the layout');
    }
  }
  try {
    new Check().accept(Handlebars.parse(source));
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(file, undefined, error as Error);
  }
}
