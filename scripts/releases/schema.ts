/**
 * What extract.nix prints, and what a release file holds, checked with zod. Only scripts and tests import this: the
 * program trusts the files that were checked here.
 */
import { z } from "zod";
import type { Release } from "../../server/clan/releaseData.ts";
import type { JsonValue, OptionDeclaration, OptionType } from "../../server/nix/options/optionData.ts";

const json: z.ZodType<JsonValue> = z.json();

const simpleType = z.strictObject({
  name: z.enum([
    "str",
    "nonEmptyStr",
    "singleLineStr",
    "passwdEntryStr",
    "int",
    "bool",
    "boolByOr",
    "float",
    "number",
    "path",
    "pathInStore",
    "externalPath",
    "package",
    "pkgs",
    "attrs",
    "functionTo",
    "optionType",
    "raw",
    "anything",
    "unspecified",
    "deferredModule",
  ]),
});

export const optionType: z.ZodType<OptionType> = z.lazy(() =>
  z.union([
    simpleType,
    z.strictObject({ name: z.literal("strMatching"), pattern: z.string().min(1) }),
    z.strictObject({ name: z.literal("separatedString"), separator: z.string() }),
    z.strictObject({
      name: z.literal("intBetween"),
      min: z.int().exactOptional(),
      max: z.int().exactOptional(),
    }),
    z.strictObject({ name: z.literal("enum"), values: z.array(json).min(1) }),
    z.strictObject({
      name: z.enum(["nullOr", "listOf", "nonEmptyListOf", "attrsOf", "lazyAttrsOf", "uniq"]),
      elem: optionType,
    }),
    z.strictObject({ name: z.literal("either"), left: optionType, right: optionType }),
    z.strictObject({ name: z.literal("oneOf"), members: z.array(optionType).min(2) }),
    z.strictObject({ name: z.literal("coercedTo"), from: optionType, to: optionType }),
    z.strictObject({ name: z.literal("submodule"), freeform: optionType.exactOptional() }),
  ]),
);

const path = z.array(z.string().min(1)).min(1);
const date = z.iso.date();
const yes = z.literal(true);

const optionFields = {
  path,
  type: optionType,
  required: yes.exactOptional(),
  default: json.exactOptional(),
  defaultText: z.string().min(1).exactOptional(),
  nameDefault: yes.exactOptional(),
  readOnly: yes.exactOptional(),
  internal: yes.exactOptional(),
  opaque: yes.exactOptional(),
  example: z.string().exactOptional(),
};

export const option: z.ZodType<OptionDeclaration> = z.strictObject({
  ...optionFields,
  description: z.string().regex(/^[A-Z].*\.$/s, "a description is one or two sentences"),
});

const tree = z.enum(["nixos", "clan"]);
const rename = z.strictObject({ from: path, to: path, since: date, until: date.exactOptional(), tree });
const removal = z.strictObject({
  path,
  since: date,
  until: date.exactOptional(),
  tree,
  message: z.string().min(1),
  as: z.enum(["assertion", "gone", "throw"]),
});

/** Renames and removals of all releases: changes.json. */
export const changes = z.strictObject({ renames: z.array(rename), removals: z.array(removal) });

export const release: z.ZodType<Release> = z.strictObject({
  release: z.string().regex(/^\d{4}-\d{2}$/),
  date,
  clanCore: z.string().regex(/^[0-9a-f]{40}$/),
  nixpkgsLib: z.string().regex(/^[0-9a-f]{40}$/),
  undefinedCollectionsAreEmpty: z.boolean(),
  complete: z.strictObject({ nixos: z.array(z.array(z.string())), clan: z.array(z.array(z.string())) }),
  trees: z.strictObject({ nixos: z.array(option), clan: z.array(option) }),
  serviceRoles: z.record(z.string(), z.record(z.string(), z.array(option))),
  renames: z.array(rename),
  removals: z.array(removal),
});

/** A type as extract.nix prints it: the name is any, and fields of types we do not know are kept away. */
export interface RawType {
  name: string;
  check?: string | undefined;
  pattern?: string | undefined;
  separator?: string | undefined;
  values?: JsonValue[] | undefined;
  min?: number | undefined;
  max?: number | undefined;
  elem?: RawType | undefined;
  left?: RawType | undefined;
  right?: RawType | undefined;
  from?: RawType | undefined;
  to?: RawType | undefined;
  freeform?: RawType | undefined;
}

const rawType: z.ZodType<RawType> = z.lazy(() =>
  z.object({
    name: z.string(),
    check: z.string().optional(),
    pattern: z.string().optional(),
    separator: z.string().optional(),
    values: z.array(json).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    elem: rawType.optional(),
    left: rawType.optional(),
    right: rawType.optional(),
    from: rawType.optional(),
    to: rawType.optional(),
    freeform: rawType.optional(),
  }),
);

export const rawOption = z.object({
  path,
  type: rawType,
  hasDefault: z.boolean(),
  default: json.optional(),
  hasText: z.boolean(),
  empty: json.optional(),
  readOnly: z.boolean(),
  internal: z.boolean(),
  opaque: z.boolean(),
  visible: z.unknown(),
});
export type RawOption = z.infer<typeof rawOption>;

const rawRoles = z.record(z.string(), z.record(z.string(), z.array(rawOption)));

export const extract = z.object({
  nixos: z.array(rawOption),
  clan: z.array(rawOption),
  buildClan: z.record(z.string(), z.boolean()),
  serviceRoles: rawRoles,
  moduleRoles: rawRoles,
});
export type Extract = z.infer<typeof extract>;

/**
 * nixosOptions.json: options that are in no listing of clan-core's machine modules, so they need no checkout: those of NixOS itself, and the few
 * of `clan.core` that services and the modules for macOS declare; `since` where a release lacks them.
 */
export const nixosOptions = z.array(z.strictObject({ ...optionFields, since: date.exactOptional() }));

/** buildClan.json: the arguments of buildClan while it was a plain function. */
export const buildClanArguments = z.array(z.strictObject(optionFields));

const treePaths = z.strictObject({ nixos: z.array(z.string()), clan: z.array(z.string()) });

/** shape.json: what we say about options beyond what their modules declare. */
export const shape = z.strictObject({
  opaque: treePaths,
  submodules: z.array(z.string()),
  setByClan: z.array(z.string()),
  computed: z.record(z.string(), z.string()),
  computedWhereReadOnly: z.record(z.string(), z.string()),
  computedWithText: z.record(z.string(), z.string()),
  examples: z.record(z.string(), z.string()),
  named: z.array(z.string()),
  complete: treePaths,
});
export type Shape = z.infer<typeof shape>;

export const descriptions = z.record(z.string(), z.string());
