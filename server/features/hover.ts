/** `textDocument/hover`: what is under the cursor, and what it means for the backups. */
import type { Hover } from "vscode-languageserver-types";
import { parseCalendar } from "../clan/calendar/parse.ts";
import { declaredPath } from "./candidates.ts";
import { type FeatureContext, rangesOf } from "./context.ts";
import {
  type BackupsOf,
  backupsText,
  calendarText,
  entityText,
  fileText,
  keyFileText,
  locationText,
  stateFolderText,
} from "./descriptions.ts";
import { elementType } from "./optionIndex.ts";
import { whenDeclared } from "./optionReleases.ts";
import { optionMarkdown } from "./optionText.ts";
import { type Subject, subjectAt } from "./subject.ts";

/** What is at `offset`, in Markdown; `undefined` where there is nothing to say. `backupsOf` is what is known of the backups there are. */
export function hover(context: FeatureContext, offset: number, backupsOf?: BackupsOf): Hover | undefined {
  const subject = subjectAt(context, offset);
  const value = subject && textOf(subject, context, backupsOf);
  if (subject === undefined || value === undefined) return undefined;
  return { contents: { kind: "markdown", value }, range: rangesOf(context)(subject.span) };
}

function textOf(subject: Subject, context: FeatureContext, backupsOf: BackupsOf | undefined): string | undefined {
  if (subject.text === "") return undefined;
  const told = textAt(subject, context);
  const known = subject.entities.flatMap((entity) => backupsText(entity, context, backupsOf) ?? []);
  return told === undefined || known.length === 0 ? told : [told, ...known.slice(0, MOST_TOLD)].join("\n\n");
}

function textAt(subject: Subject, context: FeatureContext): string | undefined {
  if (subject.isName) return nameText(subject, context);
  switch (subject.place.kind) {
    case "path":
      return subject.file === undefined ? undefined : fileText(subject.file, context);
    case "string":
      return stringText(subject, context);
    default:
      return undefined;
  }
}

/** A name of the user's own is told with what it stands for; an option with its declaration. */
function nameText({ option, entities }: Subject, context: FeatureContext): string | undefined {
  const told = [...new Set(entities.map(entityText).filter((text) => text !== undefined))];
  if (told.length > 0) return told.slice(0, MOST_TOLD).join("\n\n---\n\n");
  const data = option?.node.data;
  return data === undefined || option === undefined
    ? undefined
    : optionMarkdown(data, option.path, whenDeclared(option, context));
}

/** A name may stand for as many things as there are machines. */
const MOST_TOLD = 3;

function stringText({ option, text, entities, place }: Subject, context: FeatureContext): string | undefined {
  if (place.kind === "string" && place.interpolated) return undefined;
  if (option === undefined) return undefined;
  const path = declaredPath(option);
  if (option.call === "readFile") return keyFileText(text, context);
  if (option.call !== undefined) return undefined;
  if (path.endsWith(".repo") || path === "repo") return locationText(text, entities);
  if (path.endsWith("startAt")) {
    const calendar = parseCalendar(text);
    return calendar.ok ? calendarText(calendar.calendar, context) : undefined;
  }
  if (path === "clan.core.state.<name>.folders") return stateFolderText(text, context);
  if (KEY_OPTION.test(path)) return keyFileText(text, context);
  const told = entities.map(entityText).find((found) => found !== undefined);
  if (told !== undefined) return told;
  const data = option.node.data;
  const isChoice = data !== undefined && (elementType(data.type) ?? data.type).name === "enum";
  return isChoice ? optionMarkdown(data, option.path, whenDeclared(option, context)) : undefined;
}

const KEY_OPTION = /authorizedKeys(?:AppendOnly)?$|keyFiles$/i;
