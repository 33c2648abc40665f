/** Builtins that read files, all by way of the evaluation's `FileReader`; and `import`. */
import { baseNameOf, directoryOf, normalise } from "../paths.ts";
import { Thunk } from "../thunk.ts";
import {
  type Attr,
  attr,
  attrs,
  type BuiltinValue,
  bool,
  fault,
  type Stuck,
  string,
  unknown,
  type Value,
} from "../value.ts";
import { asText, type Call, lazy, native1, stops } from "./native.ts";

/** The absolute path that a value stands for: a path, or a string that starts with a slash. Paths in the store are unknown. */
function filePath(of: Value, call: Call): string | Stuck {
  if (of.kind === "path") return of.path;
  const written = asText(of, call);
  if (stops(written)) return written;
  if (!written.startsWith("/")) return fault("other", `${JSON.stringify(written)} is not an absolute path`, call.at);
  return normalise(written);
}

/** A function of a path. */
function reading(name: string, run: (path: string, call: Call) => Value): BuiltinValue {
  return native1(name, lazy, (arg, call) => {
    const path = filePath(arg.force(call.evaluation), call);
    return stops(path) ? path : run(path, call);
  });
}

function missing(path: string, { at }: Call): Value {
  return {
    kind: "error",
    fault: { kind: "missing-file", message: `${baseNameOf(path)} does not exist`, at, file: path },
  };
}

/** The text of a file; empty lines and all. */
export const readFile = reading("readFile", (path, call) => {
  const { files, limits } = call.evaluation;
  const kind = files.kindOf(path, call.at);
  if (kind === "missing") return missing(path, call);
  const text = kind === "file" ? files.readText(path, call.at) : undefined;
  if (text === undefined || text.length > limits.stringLength) return unknown(`the file ${baseNameOf(path)}`);
  return call.evaluation.spend(text.length >> 6) ?? { kind: "string", text, file: path };
});

const pathExists = reading("pathExists", (path, call) => {
  const kind = call.evaluation.files.kindOf(path, call.at);
  return kind === "unknown" ? unknown(`whether ${baseNameOf(path)} exists`) : bool(kind !== "missing");
});

const readDir = reading("readDir", (path, call) => {
  const { files } = call.evaluation;
  const kind = files.kindOf(path, call.at);
  if (kind === "missing") return missing(path, call);
  const found = kind === "directory" ? files.readDirectory(path, call.at) : undefined;
  if (found === undefined) return unknown(`the folder ${baseNameOf(path)}`);
  const spent = call.evaluation.spend(found.size);
  if (spent !== undefined) return spent;
  return attrs(new Map([...found].map(([name, entry]): [string, Attr] => [name, attr(Thunk.of(string(entry)))])));
});

const readFileType = reading("readFileType", (path, call) => {
  const kind = call.evaluation.files.kindOf(path, call.at);
  if (kind === "missing") return missing(path, call);
  const entry = call.evaluation.files.readDirectory(directoryOf(path), call.at)?.get(baseNameOf(path));
  return entry === undefined ? unknown(`the kind of ${baseNameOf(path)}`) : string(entry);
});

const importFile = reading("import", (path, { evaluation, at }) => evaluation.importFile(path, at, at));

export const fileBuiltins: readonly BuiltinValue[] = [
  readFile,
  pathExists,
  readDir,
  readFileType,
  importFile,
  reading("toPath", (path) => string(path)),
];
