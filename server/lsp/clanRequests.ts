/** The requests of our own client: what there is to back up, where it is written, and how something is added. */
import type { Connection, Location } from "vscode-languageserver/node";
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { addition } from "../features/additions.ts";
import { overviewOf, placeOf } from "../features/overview.ts";
import { topologySvg } from "../features/picture/svg.ts";
import { Locator } from "../features/places.ts";
import type { LanguageService } from "../languageService.ts";
import {
  ADDITION_METHOD,
  type AdditionParams,
  type AdditionResult,
  OVERVIEW_METHOD,
  type Overview,
  PICTURE_METHOD,
  PLACE_METHOD,
  type PlaceParams,
} from "../protocol.ts";
import type { Failures } from "./failures.ts";

export interface ClanRequestParts {
  readonly connection: Connection;
  readonly service: LanguageService;
  readonly failures: Failures;
  /** The URI of a file as its editor calls it. */
  readonly uriOf: (path: string) => string;
  readonly isFile: (path: string) => boolean;
}

/** Registers the handlers. */
export function listenToClanRequests({ connection, service, failures, isFile, uriOf: toUri }: ClanRequestParts): void {
  const overview = (): Overview =>
    overviewOf(service.clans(), Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone);
  connection.onRequest(OVERVIEW_METHOD, () => failures.answer(OVERVIEW_METHOD, overview));
  connection.onRequest(PICTURE_METHOD, () =>
    failures.answer(PICTURE_METHOD, (): string => topologySvg({ version: 1, clans: overview().clans })),
  );
  connection.onRequest(PLACE_METHOD, (params: unknown) =>
    failures.answer(PLACE_METHOD, (): Location | null => {
      if (!isPlace(params)) throw wrong();
      const spot = placeOf(params, service.clans(), isFile);
      return spot === undefined ? null : new Locator(toUri).location(spot);
    }),
  );
  connection.onRequest<AdditionResult, void>(ADDITION_METHOD, (params: unknown) =>
    failures.answer(ADDITION_METHOD, (): AdditionResult => {
      if (!isAddition(params)) throw wrong();
      const found = addition(params, service.clans());
      if (!found.ok) return found;
      const changes: Record<string, { range: (typeof found.edits)[number]["range"]; newText: string }[]> = {};
      for (const { file, range, newText } of found.edits) {
        const uri = toUri(file);
        changes[uri] = [...(changes[uri] ?? []), { range, newText }];
      }
      return { ok: true, edit: { changes } };
    }),
  );
}

function wrong(): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, "The parameters are not as the protocol says.");
}

function textsOf(params: unknown): ReadonlyMap<string, unknown> {
  return typeof params === "object" && params !== null ? new Map(Object.entries(params)) : new Map();
}

function areTexts(params: unknown, names: readonly string[]): boolean {
  const given = textsOf(params);
  return names.every((name) => typeof given.get(name) === "string");
}

const KINDS: readonly unknown[] = ["machine", "destination", "target", "state"];

function isPlace(params: unknown): params is PlaceParams {
  return areTexts(params, ["clan", "machine", "kind", "name"]) && KINDS.includes(textsOf(params).get("kind"));
}

function isAddition(params: unknown): params is AdditionParams {
  if (!areTexts(params, ["kind", "clan", "machine", "name"])) return false;
  const given = textsOf(params);
  if (given.get("kind") === "disk") return areTexts(params, ["mountpoint", "uuid", "fsType"]);
  const isOptional = (name: string) => ["string", "undefined"].includes(typeof given.get(name));
  return (
    given.get("kind") === "destination" &&
    isOptional("server") &&
    isOptional("repo") &&
    (given.get("server") ?? given.get("repo")) !== undefined
  );
}
