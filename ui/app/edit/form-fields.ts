/** As much of a JSON Schema as the form is made of. */
export interface FieldSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
  readonly required?: readonly string[];
}

/** A field of the form. */
export interface FormField {
  /** In the file: `['spec', 'plan']`. */
  readonly path: readonly string[];
  /** `spec.plan` */
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** choice: a few words; words: several of a few; list: texts; flag: yes or no. */
  readonly kind: 'text' | 'choice' | 'words' | 'list' | 'flag';
  readonly options: readonly string[];
  /** What the file means when it does not say; as the form shows it. */
  readonly default: string;
  readonly required: boolean;
}

/** More options than this are no choice but a dictionary: they are typed. */
const mostOptions = 12;

function kindOf({ type, enum: options = [], items }: FieldSchema): FormField['kind'] {
  if (type === 'boolean') return 'flag';
  if (type === 'array') return items?.enum === undefined ? 'list' : 'words';
  return options.length > 0 && options.length <= mostOptions ? 'choice' : 'text';
}

function labelOf(path: readonly string[]): string {
  const words = path.slice(1).join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

function fieldsBelow(schema: FieldSchema, path: readonly string[]): FormField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = [...path, name];
    if (field.properties !== undefined) return fieldsBelow(field, own);
    // A map whose keys the schema does not list is for the file itself.
    if (field.type === 'object') return [];
    return [
      {
        path: own,
        id: own.join('.'),
        label: labelOf(own),
        hint: field.description ?? '',
        kind: kindOf(field),
        options: [...(field.enum ?? field.items?.enum ?? [])].slice(0, mostOptions),
        default: textOf(field.default),
        required: schema.required?.includes(name) === true,
      },
    ];
  });
}

/** The form of a store: its name, then what its `spec` may say, in the order of the schema. Pure. */
export function formFields(schema: FieldSchema): FormField[] {
  const { metadata, spec } = schema.properties ?? {};
  const named = fieldsBelow({ properties: { name: metadata?.properties?.['name'] ?? {} }, required: ['name'] }, [
    'metadata',
  ]);
  return [...named, ...fieldsBelow(spec ?? {}, ['spec'])];
}
