/** Declared options as a tree, wherever the declarations come from: a release's data or `options` in the user's own modules. */
import type { OptionDeclaration } from "../options/optionData.ts";
import type { OptionType } from "../options/optionType.ts";
import type { Thunk } from "../thunk.ts";

/**
 * An option's default: a value, the name of the submodule's attribute, one that exists but is not known, or none.
 */
export type DefaultValue =
  | { readonly kind: "value"; readonly value: Thunk }
  | { readonly kind: "name" }
  | { readonly kind: "unknown" }
  | { readonly kind: "none" };

export interface DeclaredOption {
  /** Asked for when needed only: a user's type is computed. */
  readonly type: () => OptionType;
  readonly default: DefaultValue;
  /** Without a definition the configuration cannot be built. */
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly removed: boolean;
  readonly apply: Thunk | undefined;
  /** Modules that are not seen may define it too, those that declare it above all. */
  readonly shared: boolean;
  /** The release's data, where it comes from there. */
  readonly data: OptionDeclaration | undefined;
}

/** An option to look at even when nothing defines it: it is required, or its default has to be checked. */
export interface Needed {
  /** From the tree's root, without passing a submodule. */
  readonly path: readonly string[];
  readonly option: DeclaredOption;
}

/** The names declared at one level of the tree, or an option. */
export interface Declarations {
  readonly option: DeclaredOption | undefined;
  child(name: string): Declarations | undefined;
  names(): Iterable<string>;
  /** Those of them that the data declares. What users declare may stand beside names that nobody here sees: `options.systemd.own`. */
  dataNames(): Iterable<string>;
  /** More names may be declared here than are known. */
  readonly open: boolean;
  /** No other names are declared: the tree is the whole of a submodule that the user wrote. */
  readonly closed: boolean;
  readonly needed: readonly Needed[];
}

/** An old path and the one it stands for now. */
export interface Rename {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

const NOTHING: readonly never[] = [];

/** A tree that declares nothing; `closed` as in `Declarations`. */
export function emptyDeclarations(closed: boolean): Declarations {
  return {
    option: undefined,
    child: () => undefined,
    names: () => NOTHING,
    dataNames: () => NOTHING,
    open: false,
    closed,
    needed: NOTHING,
  };
}
