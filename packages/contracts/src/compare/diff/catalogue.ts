const BOUND_NAMES = [
  'MAX_LENGTH',
  'MIN_LENGTH',
  'MAXIMUM',
  'MINIMUM',
  'EXCLUSIVE_MAXIMUM',
  'EXCLUSIVE_MINIMUM',
  'MAX_PROPERTIES',
  'MIN_PROPERTIES',
  'MAX_ITEMS',
  'MIN_ITEMS',
  'MAX_CONTAINS',
  'MIN_CONTAINS',
] as const;
type BoundName = (typeof BOUND_NAMES)[number];
type BoundChange = 'ADDED' | 'REMOVED' | 'INCREASED' | 'DECREASED';
const REMAINDER_NAMES = ['ADDITIONAL_PROPERTIES', 'UNEVALUATED_PROPERTIES', 'ADDITIONAL_ITEMS', 'UNEVALUATED_ITEMS'] as const;
type RemainderName = (typeof REMAINDER_NAMES)[number];
type RemainderChange = 'ADDED' | 'REMOVED' | 'EXTENDED' | 'NARROWED';

/** What each difference says, except for bounds and remainders, which follow a pattern. */
const PHRASES = {
  ID_CHANGED: 'the identifier changed',
  TITLE_CHANGED: 'the title changed',
  DESCRIPTION_CHANGED: 'the description changed',
  DEFAULT_CHANGED: 'the default changed; a default validates nothing',
  SCHEMA_ADDED: 'a schema for the items was added',
  SCHEMA_REMOVED: 'the schema for the items was removed',
  TYPE_EXTENDED: 'more types are allowed',
  TYPE_NARROWED: 'fewer types are allowed',
  TYPE_CHANGED: 'other types are allowed',
  ENUM_ARRAY_EXTENDED: 'more values are allowed',
  ENUM_ARRAY_NARROWED: 'fewer values are allowed',
  ENUM_ARRAY_CHANGED: 'other values are allowed',
  PATTERN_ADDED: 'a pattern was added',
  PATTERN_REMOVED: 'the pattern was removed',
  PATTERN_CHANGED: 'the pattern changed',
  FORMAT_ADDED: 'a format was added',
  FORMAT_REMOVED: 'the format was removed',
  FORMAT_CHANGED: 'the format changed',
  MULTIPLE_OF_ADDED: 'numbers must now be multiples',
  MULTIPLE_OF_REMOVED: 'numbers need no longer be multiples',
  MULTIPLE_OF_EXPANDED: 'numbers must be multiples of a multiple of the old divisor',
  MULTIPLE_OF_REDUCED: 'numbers must be multiples of a part of the old divisor',
  MULTIPLE_OF_CHANGED: 'numbers must be multiples of another divisor',
  REQUIRED_ATTRIBUTE_ADDED: 'a property became required',
  REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED: 'a property became required; its default fills nothing in during validation',
  REQUIRED_ATTRIBUTE_REMOVED: 'a property is no longer required',
  OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: 'an optional property was added where any value was allowed under its name',
  OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL: 'an optional property was added where its name was forbidden',
  REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: 'a required property was added where any value was allowed under its name',
  REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL: 'a required property was added where its name was forbidden',
  REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL:
    'a required property with a default was added where any value was allowed under its name',
  REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL: 'a required property with a default was added where its name was forbidden',
  PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL: 'a property that allows every value was added',
  PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'a property was added whose schema allows all that its name allowed before',
  PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'a property was added whose schema does not allow all that its name allowed before',
  PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL: 'a property was removed; its name now allows every value',
  PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL: 'a property was removed; its name is now forbidden',
  PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL: 'a property that was forbidden anyway was removed',
  PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'a property was removed; what remains allows all it allowed',
  PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'a property was removed; what remains does not allow all it allowed',
  PATTERN_PROPERTY_ADDED: 'a schema for names of a pattern was added',
  PATTERN_PROPERTY_REMOVED: 'the schema for names of a pattern was removed',
  PROPERTY_NAMES_ADDED: 'a rule for property names was added',
  PROPERTY_NAMES_REMOVED: 'the rule for property names was removed',
  DEPENDENCY_ARRAY_ADDED: 'a property now demands others',
  DEPENDENCY_ARRAY_REMOVED: 'a property no longer demands others',
  DEPENDENCY_ARRAY_EXTENDED: 'a property demands more others',
  DEPENDENCY_ARRAY_NARROWED: 'a property demands fewer others',
  DEPENDENCY_ARRAY_CHANGED: 'a property demands different others',
  DEPENDENCY_SCHEMA_ADDED: 'a property now brings a schema with it',
  DEPENDENCY_SCHEMA_REMOVED: 'a property no longer brings a schema with it',
  UNIQUE_ITEMS_ADDED: 'items must now be unique',
  UNIQUE_ITEMS_REMOVED: 'items need no longer be unique',
  CONTAINS_ADDED: 'some item must now match a schema',
  CONTAINS_REMOVED: 'no item need match a schema any more',
  CONTAINS_CHANGED: 'the schema some item must match changed',
  ITEM_ADDED_TO_OPEN_CONTENT_MODEL: 'a schema was added for an item that could be anything',
  ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL: 'an item that may be anything was added',
  ITEM_ADDED_TO_CLOSED_CONTENT_MODEL: 'an item was added where none was allowed',
  ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'an item was added whose schema allows all that was allowed there before',
  ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'an item was added whose schema does not allow all that was allowed there before',
  ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL: 'the schema of an item was removed; it may be anything now',
  ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL: 'an item was removed; none is allowed there now',
  ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL: 'an item that was forbidden anyway was removed',
  ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'the schema of an item was removed; what remains allows all it allowed',
  ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: 'the schema of an item was removed; what remains does not allow all it allowed',
  PRODUCT_TYPE_EXTENDED: 'a further schema must hold',
  PRODUCT_TYPE_NARROWED: 'one schema fewer must hold',
  SUM_TYPE_EXTENDED: 'there is a further alternative',
  SUM_TYPE_NARROWED: 'there is one alternative fewer',
  COMBINED_TYPE_EXTENDED: 'alternatives are combined more loosely',
  COMBINED_TYPE_CHANGED: 'schemas are combined differently',
  COMBINED_TYPE_SUBSCHEMAS_CHANGED: 'an alternative no longer allows all it allowed',
  NOT_TYPE_EXTENDED: 'more is forbidden',
  NOT_TYPE_NARROWED: 'less is forbidden',
  NOT_TYPE_CHANGED: 'something else is forbidden',
  CONDITION_ADDED: 'a condition was added',
  CONDITION_REMOVED: 'the condition was removed',
  CONDITION_CHANGED: 'the condition, or what follows from it, changed',
  CONSTRAINTS_CHANGED: 'the constraints, taken together, changed',
} as const;

/** The names of differences: those of Confluent's JSON Schema diff, and a few for keywords it does not look at. */
export type DifferenceType = keyof typeof PHRASES | `${BoundName}_${BoundChange}` | `${RemainderName}_${RemainderChange}`;

const BOUND_WORDS: Record<BoundChange, string> = { ADDED: 'was added', REMOVED: 'was removed', INCREASED: 'was raised', DECREASED: 'was lowered' };
const REMAINDER_WORDS: Record<RemainderChange, string> = {
  ADDED: 'are allowed now',
  REMOVED: 'are forbidden now',
  EXTENDED: 'may be anything now',
  NARROWED: 'are restricted now',
};
const REMAINDER_NOUNS: Record<RemainderName, string> = {
  ADDITIONAL_PROPERTIES: 'properties not named',
  UNEVALUATED_PROPERTIES: 'properties nothing else looks at',
  ADDITIONAL_ITEMS: 'items beyond the tuple',
  UNEVALUATED_ITEMS: 'items nothing else looks at',
};

const patterned = new Map<string, string>([
  ...BOUND_NAMES.flatMap((name) =>
    Object.entries(BOUND_WORDS).map(([change, words]): [string, string] => {
      const keyword = name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [`${name}_${change}`, `${keyword} ${words}`];
    }),
  ),
  ...REMAINDER_NAMES.flatMap((name) =>
    Object.entries(REMAINDER_WORDS).map(([change, words]): [string, string] => [`${name}_${change}`, `${REMAINDER_NOUNS[name]} ${words}`]),
  ),
]);

/** What a difference says, in words. */
export function phraseOf(type: DifferenceType): string {
  return (PHRASES as Record<string, string>)[type] ?? patterned.get(type) ?? type;
}

/** Every difference name there is. */
export const DIFFERENCE_TYPES = [...Object.keys(PHRASES), ...patterned.keys()] as DifferenceType[];

/** What the lenient policy lets pass, as changes from the narrower to the wider schema. */
export const TOLERATED: ReadonlySet<DifferenceType> = new Set<DifferenceType>([
  'OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL',
  'PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL',
  'PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  'ADDITIONAL_PROPERTIES_REMOVED',
  'ADDITIONAL_PROPERTIES_NARROWED',
  'UNEVALUATED_PROPERTIES_REMOVED',
  'UNEVALUATED_PROPERTIES_NARROWED',
  'ITEM_ADDED_TO_OPEN_CONTENT_MODEL',
  'ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  'ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL',
  'ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  'ADDITIONAL_ITEMS_REMOVED',
  'ADDITIONAL_ITEMS_NARROWED',
  'UNEVALUATED_ITEMS_REMOVED',
  'UNEVALUATED_ITEMS_NARROWED',
]);
