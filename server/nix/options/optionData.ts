/**
 * Option declarations of the NixOS module system as plain JSON data.
 *
 * The types mirror `lib/types.nix` of nixpkgs: a type here accepts exactly the values which the type of the same name
 * accepts there, so that a checker can judge a definition without evaluating the module that declares the option.
 */

/** A value that JSON can hold, as a default of an option. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * Types without parameters. `raw` and `anything` accept every value (`raw` allows one definition only, `anything`
 * merges), `unspecified` is an option without a type, `deferredModule` is any module, kept unevaluated.
 * `path` accepts path literals and strings that start with a slash; `externalPath` is a `path` outside the Nix store;
 * `pathInStore` one inside it; `attrs` is a set merged one level deep.
 */
export type SimpleTypeName =
  | "str"
  | "nonEmptyStr"
  | "singleLineStr"
  | "passwdEntryStr"
  | "int"
  | "bool"
  | "boolByOr"
  | "float"
  | "number"
  | "path"
  | "pathInStore"
  | "externalPath"
  | "package"
  | "pkgs"
  | "attrs"
  | "functionTo"
  | "optionType"
  | "raw"
  | "anything"
  | "unspecified"
  | "deferredModule";

/** A type of the module system. Bounds of `intBetween` are inclusive; a missing bound is open. */
export type OptionType =
  | { readonly name: SimpleTypeName }
  /** A string that the whole POSIX extended regular expression matches (`builtins.match`). */
  | { readonly name: "strMatching"; readonly pattern: string }
  /** Strings; several definitions are joined with `separator` (`lines` is "\n", `commas` is ","). */
  | { readonly name: "separatedString"; readonly separator: string }
  | { readonly name: "intBetween"; readonly min?: number; readonly max?: number }
  | { readonly name: "enum"; readonly values: readonly JsonValue[] }
  | {
      readonly name: "nullOr" | "listOf" | "nonEmptyListOf" | "attrsOf" | "lazyAttrsOf" | "uniq";
      readonly elem: OptionType;
    }
  | { readonly name: "either"; readonly left: OptionType; readonly right: OptionType }
  | { readonly name: "oneOf"; readonly members: readonly OptionType[] }
  /** Values of `from` are turned into values of `to` by a function; `to` is what the option then holds. */
  | { readonly name: "coercedTo"; readonly from: OptionType; readonly to: OptionType }
  /**
   * Options of the submodule are entries of their own whose path goes on below this option's path. With `freeform`,
   * names that no option declares are accepted and must have that type.
   */
  | { readonly name: "submodule"; readonly freeform?: OptionType };

/**
 * One declared option. In `path`, "<name>" stands for any attribute name below an `attrsOf submodule`, and "*" for any
 * element of a `listOf submodule`.
 */
export interface OptionDeclaration {
  readonly path: readonly string[];
  readonly type: OptionType;
  /** Without a definition, evaluation fails as soon as the value is used. */
  readonly required?: true;
  /** The default where it is plain, known data. Absent does not mean required: see `defaultText`. */
  readonly default?: JsonValue;
  /** The default for a reader, where it is computed or no plain data. */
  readonly defaultText?: string;
  /** The default is the name of the attribute that holds the submodule. */
  readonly nameDefault?: true;
  /** The declaring module defines it; a second definition is an error. */
  readonly readOnly?: true;
  readonly internal?: true;
  /** The option exists, but what it accepts below is not described here. Nothing below it may be judged. */
  readonly opaque?: true;
  readonly example?: string;
  /** One or two plain sentences: what it makes the machine do. */
  readonly description: string;
}
