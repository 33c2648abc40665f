/** Turns options as extract.nix lists them into the declarations of a release file. */
import type { OptionDeclaration, OptionType, SimpleTypeName } from "../../server/nix/options/optionData.ts";
import type { RawOption, RawType, Shape } from "./schema.ts";

/** A declaration whose description is not looked up yet. */
export type Undescribed = Omit<OptionDeclaration, "description">;

const simpleNames: Readonly<Record<string, SimpleTypeName>> = {
  str: "str",
  nonEmptyStr: "nonEmptyStr",
  singleLineStr: "singleLineStr",
  int: "int",
  bool: "bool",
  boolByOr: "boolByOr",
  float: "float",
  number: "number",
  path: "path",
  pathInStore: "pathInStore",
  externalPath: "externalPath",
  package: "package",
  attrs: "attrs",
  functionTo: "functionTo",
  optionType: "optionType",
  raw: "raw",
  anything: "anything",
  unspecified: "unspecified",
  deferredModule: "deferredModule",
  // Names of machines and tags: that they exist is checked by the clan's own rules, not by the type.
  machineRef: "str",
  tagRef: "str",
};

const wrapperNames = ["nullOr", "listOf", "nonEmptyListOf", "attrsOf", "lazyAttrsOf", "uniq"] as const;

/** The type of the data; "unspecified", which accepts all, for one that has no counterpart there. */
export function toType(raw: RawType): OptionType {
  const part = (type: RawType | undefined): OptionType => (type === undefined ? { name: "unspecified" } : toType(type));
  const wrapper = wrapperNames.find((name) => name === raw.name);
  if (wrapper !== undefined) return { name: wrapper, elem: part(raw.elem) };
  switch (raw.name) {
    case "strMatching":
      return { name: "strMatching", pattern: raw.pattern ?? ".*" };
    case "separatedString":
      return { name: "separatedString", separator: raw.separator ?? "" };
    case "intBetween":
      return {
        name: "intBetween",
        ...(raw.min === undefined ? {} : { min: raw.min }),
        ...(raw.max === undefined ? {} : { max: raw.max }),
      };
    case "enum":
      return raw.values === undefined || raw.values.length === 0
        ? { name: "unspecified" }
        : { name: "enum", values: raw.values };
    case "either":
      return { name: "either", left: part(raw.left), right: part(raw.right) };
    case "coercedTo":
      return { name: "coercedTo", from: part(raw.from), to: part(raw.to) };
    case "submodule":
      return { name: "submodule", ...(raw.freeform === undefined ? {} : { freeform: toType(raw.freeform) }) };
    default:
      return { name: simpleNames[raw.name] ?? "unspecified" };
  }
}

/** What holds for the whole release while its options are converted. */
export interface Context {
  readonly shape: Shape;
  readonly undefinedCollectionsAreEmpty: boolean;
}

type Defaults = Pick<OptionDeclaration, "required" | "default" | "defaultText" | "nameDefault">;

function defaultsOf(raw: RawOption, key: string, { shape, undefinedCollectionsAreEmpty }: Context): Defaults {
  const computed =
    shape.computed[key] ??
    (raw.readOnly ? shape.computedWhereReadOnly[key] : undefined) ??
    (raw.hasText ? shape.computedWithText[key] : undefined);
  if (computed !== undefined) return { defaultText: computed };
  if (raw.default === "‹name›" || shape.named.includes(key)) return { nameDefault: true };
  if (raw.default !== undefined && raw.hasDefault) return { default: raw.default };
  if (raw.hasDefault || raw.hasText) return { defaultText: "computed" };
  if (undefinedCollectionsAreEmpty && raw.empty !== undefined) return { default: raw.empty };
  const definedElsewhere = raw.readOnly || raw.internal || raw.visible === false || shape.setByClan.includes(key);
  return definedElsewhere ? {} : { required: true };
}

/** The declaration; `key` is its full path, joined with dots, as shape.json and descriptions.json name it. */
export function toDeclaration(raw: RawOption, key: string, context: Context): Undescribed {
  const isSubmodule = context.shape.submodules.includes(key);
  const example = context.shape.examples[key];
  return {
    path: raw.path,
    type: isSubmodule ? { name: "submodule" } : toType(raw.type),
    ...defaultsOf(raw, key, context),
    ...(raw.readOnly ? { readOnly: true } : {}),
    ...(raw.internal || raw.visible === false ? { internal: true } : {}),
    ...(raw.opaque ? { opaque: true } : {}),
    ...(example === undefined ? {} : { example }),
  };
}

const startsWith = (path: readonly string[], prefix: readonly string[]): boolean =>
  prefix.every((part, at) => path[at] === part);

/**
 * The options with each of `opaque` (paths joined with dots) standing for all that is at and below it, and without those
 * at or below `dropped`.
 */
export function prune(
  options: readonly Undescribed[],
  opaque: readonly string[],
  dropped: readonly (readonly string[])[],
): Undescribed[] {
  const prefixes = opaque.map((prefix) => prefix.split("."));
  const kept = options.filter((option) => !dropped.some((prefix) => startsWith(option.path, prefix)));
  const collapsed = new Map<string, Undescribed>();
  const result: Undescribed[] = [];
  for (const option of kept) {
    const prefix = prefixes.find((candidate) => startsWith(option.path, candidate));
    if (prefix === undefined) {
      result.push(option);
    } else if (!collapsed.has(prefix.join("."))) {
      const own = kept.find((candidate) => candidate.path.join(".") === prefix.join("."));
      const internal = (own ?? option).internal === true ? { internal: true as const } : {};
      collapsed.set(prefix.join("."), { path: prefix, type: { name: "unspecified" }, ...internal, opaque: true });
    }
  }
  return [...result, ...collapsed.values()];
}
