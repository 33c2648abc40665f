/** Options said to people: what they take, what they are by default, what they do. */

import type { JsonValue, OptionDeclaration, OptionType } from "../nix/options/optionData.ts";
import { optionName } from "../nix/options/optionName.ts";

/** The type as nixpkgs' manual says it, in few words. */
export function typeText(type: OptionType): string {
  switch (type.name) {
    case "str":
      return "string";
    case "nonEmptyStr":
      return "string that is not empty";
    case "singleLineStr":
    case "passwdEntryStr":
      return "string of one line";
    case "int":
      return "integer";
    case "bool":
    case "boolByOr":
      return "boolean";
    case "nullOr":
      return `${typeText(type.elem)} or null`;
    case "listOf":
      return `list of ${plural(type.elem)}`;
    case "nonEmptyListOf":
      return `list of ${plural(type.elem)}, not empty`;
    case "attrsOf":
    case "lazyAttrsOf":
      return `set of ${plural(type.elem)}`;
    case "uniq":
      return typeText(type.elem);
    case "either":
      return `${typeText(type.left)} or ${typeText(type.right)}`;
    case "oneOf":
      return type.members.map(typeText).join(" or ");
    case "coercedTo":
      return `${typeText(type.to)} or ${typeText(type.from)}`;
    case "enum":
      return `one of ${type.values.map(jsonText).join(", ")}`;
    case "strMatching":
      return `string matching ${type.pattern}`;
    case "separatedString":
      return "text";
    case "intBetween":
      return `integer${boundsText(type.min, type.max)}`;
    case "submodule":
      return "set";
    case "attrs":
      return "set";
    case "deferredModule":
      return "module";
    case "anything":
    case "raw":
    case "unspecified":
      return "any value";
    default:
      return type.name;
  }
}

function plural(type: OptionType): string {
  const text = typeText(type);
  return /^(?:string|integer|boolean|set|module|path|package)$/.test(text) ? `${text}s` : text;
}

function boundsText(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` up to ${max}`;
}

/** A plain value as Nix. */
export function jsonText(json: JsonValue): string {
  if (json === null) return "null";
  if (typeof json === "string") return nixString(json);
  if (typeof json !== "object") return String(json);
  if (isList(json)) return json.length === 0 ? "[ ]" : `[ ${json.map(jsonText).join(" ")} ]`;
  const entries = Object.entries(json);
  if (entries.length === 0) return "{ }";
  return `{ ${entries.map(([name, value]) => `${optionName([name])} = ${jsonText(value)};`).join(" ")} }`;
}

function isList(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}

/** `text` as a Nix string. */
export function nixString(text: string): string {
  const escaped = text.replaceAll(/["\\]|\$\{/g, (found) => `\\${found}`).replaceAll("\n", "\\n");
  return `"${escaped}"`;
}

/** Markdown about an option: its type, default and example, and what it makes the machine do. `releases` says where it is there. */
export function optionMarkdown(option: OptionDeclaration, path: readonly string[], releases: string): string {
  const facts = [`**${optionName(path)}**`, option.description];
  const rows = [`Type: ${typeText(option.type)}`];
  if (option.required === true) rows.push("Required");
  if (option.default !== undefined) rows.push(`Default: \`${jsonText(option.default)}\``);
  else if (option.nameDefault === true) rows.push("Default: the attribute's name");
  else if (option.defaultText !== undefined) rows.push(`Default: ${option.defaultText}`);
  if (option.readOnly === true) rows.push("Read-only: only Clan sets it");
  if (option.example !== undefined) rows.push(`Example: \`${option.example}\``);
  rows.push(releases);
  return [...facts, rows.map((row) => `- ${row}`).join("\n")].join("\n\n");
}
