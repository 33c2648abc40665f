/** The generators of a machine, their files, and what they make. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hasFactKeys, type Release } from "../releases.ts";
import type { Machine } from "../world/facts.ts";
import { generateBorgKeys } from "../world/keys.ts";
import { publicFile, secretFile } from "../world/layout.ts";
import type { Context } from "./context.ts";

export interface GeneratedFile {
  readonly generator: string;
  readonly name: string;
  readonly isSecret: boolean;
  readonly path: string;
}

export interface Generator {
  readonly kind: Machine["generators"][number];
  readonly name: string;
  readonly files: readonly GeneratedFile[];
}

/** True when the command is about facts. In 2024 the vars of a machine without own vars are its facts. */
export const isAboutFacts = ({ invocation, release }: Pick<Context, "invocation" | "release">): boolean =>
  invocation.command.startsWith("facts") || release === "2024-07";

type Kinds = Readonly<
  Record<Machine["generators"][number], readonly [name: string, secret: string[], shown: string[]]>
>;

const kindsOf = (isFacts: boolean): Kinds => ({
  borgbackup: ["borgbackup", ["borgbackup.repokey", "borgbackup.ssh"], ["borgbackup.ssh.pub"]],
  failing: ["certificate", [], ["ca"]],
  asking: isFacts ? ["wifi", ["wifi-password"], ["wifi-ssid"]] : ["login", ["secret"], ["hash"]],
});

/** The vars of 2024 have a folder per generator in the password store, where the facts have none. */
function pathOf(
  { world, release }: Context,
  machine: string,
  generator: string,
  file: string,
  isSecret: boolean,
): string {
  if (generator === "login" && isSecret && hasFactKeys(release)) {
    return join(world, "pass", "machines", machine, generator, `${file}.gpg`);
  }
  return (isSecret ? secretFile : publicFile)(world, release, machine, generator, file);
}

/** Returns the generators of a machine with their files in the order of their names. */
export function generatorsOf(context: Context, machine: Machine): readonly Generator[] {
  const kinds = kindsOf(isAboutFacts(context));
  return machine.generators.map((kind) => {
    const [name, secrets, shown] = kinds[kind];
    const file = (isSecret: boolean) => (file: string) => {
      const path = pathOf(context, machine.name, name, file, isSecret);
      return { generator: name, name: file, isSecret, path };
    };
    const files = [...secrets.map(file(true)), ...shown.map(file(false))];
    return { kind, name, files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}

export const isMissing = ({ path }: GeneratedFile): boolean => !existsSync(path);

/** Returns the value as text; `undefined`: not generated yet. */
export const storedValue = ({ path }: GeneratedFile): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8") : undefined;

/** The sentences about files that are missing; among facts the secret ones come first. `noun` is what the release calls them. */
export function missingLines(
  generator: Generator,
  machine: string,
  noun: "fact" | "var",
  isFacts: boolean,
): readonly string[] {
  const found = generator.files.filter(isMissing);
  const missing = isFacts ? found.toSorted((a, b) => Number(b.isSecret) - Number(a.isSecret)) : found;
  const kind = ({ isSecret }: GeneratedFile) => (isSecret ? "Secret" : "Public");
  return missing.map(
    (file) => `${kind(file)} ${noun} '${file.name}' for service '${generator.name}' in machine ${machine} is missing.`,
  );
}

/** Makes the files; what a person answered becomes the value of those that ask. */
export async function generate(
  world: string,
  release: Release,
  machine: string,
  { kind, files }: Generator,
  answers: { readonly secret: string; readonly shown: string },
): Promise<void> {
  if (kind === "borgbackup") {
    await generateBorgKeys(world, release, machine);
    return;
  }
  for (const { path, isSecret } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, isSecret ? answers.secret : answers.shown);
  }
}
