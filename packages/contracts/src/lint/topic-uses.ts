import ts from 'typescript';
import { TOPIC_NAME } from './topic-names';

/** What code does with a topic: `mentions` is neither subscribing nor publishing. */
export type TopicRole = 'consumes' | 'publishes' | 'mentions';

/** One place in code that names a topic; line and column count from 1. */
export interface TopicUse {
  /** The member of `topics` (`*` for all of them), or the topic's name as a text. */
  readonly kind: 'constant' | 'text';
  readonly name: string;
  readonly role: TopicRole;
  readonly line: number;
  readonly column: number;
}

const ALL = '*';
/** What makes texts of three parts that are no topics. */
const METRIC_OR_SPAN = /^(create(Counter|UpDownCounter|Histogram|Gauge|Observable\w+)|start(Active)?Span|getTracer|getMeter)$/;

/**
 * The topics a TypeScript file names: members of an imported `topics`, and texts that are a topic of one of
 * the services. In `subscriptions.ts` they are consumed; elsewhere a topic handed on as a value is published.
 */
export function topicUsesIn(file: string, text: string, services: ReadonlySet<string>): readonly TopicUse[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const aliases = importedTopics(source);
  const subscribes = /(^|\/)subscriptions(\.ts$|\/)/.test(file);
  const uses: TopicUse[] = [];
  const visit = (node: ts.Node): void => {
    for (const { kind, name, at } of namedAt(node, aliases, services)) {
      const { line, character } = source.getLineAndCharacterOfPosition(at.getStart(source));
      uses.push({ kind, name, role: subscribes ? 'consumes' : roleOf(at, kind), line: line + 1, column: character + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

/** The names `topics` goes by in a file. */
function importedTopics(source: ts.SourceFile): ReadonlySet<string> {
  const imports = source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause }) => {
    const bindings = importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  });
  return new Set(imports.filter(({ name, propertyName }) => (propertyName ?? name).text === 'topics').map(({ name }) => name.text));
}

interface Named extends Pick<TopicUse, 'kind' | 'name'> {
  /** The expression that stands for the topic. */
  readonly at: ts.Node;
}

function namedAt(node: ts.Node, aliases: ReadonlySet<string>, services: ReadonlySet<string>): readonly Named[] {
  if (ts.isStringLiteralLike(node)) return isTopicText(node, services) ? [{ kind: 'text', name: node.text, at: node }] : [];
  if (!ts.isIdentifier(node) || !aliases.has(node.text)) return [];
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node ? [{ kind: 'constant', name: parent.name.text, at: parent }] : [];
  if (ts.isElementAccessExpression(parent) && parent.expression === node && ts.isStringLiteralLike(parent.argumentExpression)) {
    return [{ kind: 'constant', name: parent.argumentExpression.text, at: parent }];
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === node && ts.isObjectBindingPattern(parent.name)) return unpacked(parent.name);
  // In an import, in a type or as the name of something else, it stands for no topic.
  const isValue = ts.isCallExpression(parent) || ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent) || ts.isElementAccessExpression(parent);
  return isValue ? [{ kind: 'constant', name: ALL, at: node }] : [];
}

/** `const { a, b: c } = topics`. */
function unpacked(pattern: ts.ObjectBindingPattern): readonly Named[] {
  return pattern.elements.flatMap((element): Named[] => {
    const key = element.propertyName ?? element.name;
    return ts.isIdentifier(key) || ts.isStringLiteral(key) ? [{ kind: 'constant', name: key.text, at: element }] : [];
  });
}

function isTopicText(node: ts.StringLiteralLike, services: ReadonlySet<string>): boolean {
  if (!TOPIC_NAME.test(node.text) || !services.has(node.text.split('.')[0] ?? '')) return false;
  const { parent } = node;
  return !(ts.isCallExpression(parent) && METRIC_OR_SPAN.test(calledName(parent)));
}

function calledName({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}

function roleOf(at: ts.Node, kind: TopicUse['kind']): TopicRole {
  const { parent } = at;
  if (ts.isCallExpression(parent) && calledName(parent) === 'on') return 'consumes';
  if (kind === 'text') return ts.isPropertyAssignment(parent) && parent.name.getText() === 'topic' ? 'publishes' : 'mentions';
  // All topics at once, or only a topic's name, is asked about and not published.
  if (ts.isIdentifier(at) || ts.isPropertyAccessExpression(parent)) return 'mentions';
  return 'publishes';
}
