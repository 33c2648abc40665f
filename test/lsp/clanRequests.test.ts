/** What our own client asks beyond LSP, of the bundled server and the example of today. */
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ErrorCodes } from "vscode-languageserver/node";
import {
  ADDITION_METHOD,
  OVERVIEW_METHOD,
  type Overview,
  PICTURE_METHOD,
  PLACE_METHOD,
} from "../../server/protocol.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const folder = new URL("../../examples/inventory-2026", import.meta.url);
const root = pathToFileURL(folder.pathname).href;
const clan = folder.pathname;

describe("in the clan of today", () => {
  let server: RunningServer;
  const ask = (method: string, params?: unknown) => server.client.request(method, params);

  beforeAll(async () => {
    server = startServer();
    await server.client.initialize({ rootUri: root, workspaceFolders: [{ uri: root, name: "clan" }] });
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });

  test("the overview tells what a sidebar shows", async () => {
    expect(await ask(OVERVIEW_METHOD)).toMatchObject({
      clans: [
        {
          root: clan,
          release: "2026-08",
          keys: "vars",
          machines: [
            { name: "backuphost", key: "not needed", repositories: [{ name: "myhostname" }] },
            {
              name: "myhostname",
              key: "present",
              targets: [{ name: "hdd", mountpoint: "/mnt/hdd" }],
              destinations: [
                { name: "backuphost", nextRun: expect.any(Number), server: { machine: "backuphost", key: "accepted" } },
              ],
            },
          ],
        },
      ],
    } satisfies { clans: readonly object[] });
  });

  test("the next run is the next one o'clock at night, here", async () => {
    const overview = await server.client.request(OVERVIEW_METHOD);
    const next = nextRun(overview);
    expect([new Date(next).getHours(), new Date(next).getMinutes(), new Date(next).getSeconds()]).toEqual([1, 0, 0]);
    expect(next).toBeGreaterThan(Date.now());
    expect(next).toBeLessThanOrEqual(Date.now() + 25 * 3_600_000);
  });

  test("the picture names both sides of a backup", async () => {
    const picture = await ask(PICTURE_METHOD);
    expect(picture).toMatch(/^<svg [^>]*role="img"/);
    expect(picture).toContain("myhostname: saves userdata: /home, /root");
    expect(picture).toContain("to backuphost: myhostname: /var/lib/borgbackup/myhostname");
  });

  test.for([
    ["machine", "myhostname", "machines/myhostname/configuration.nix"],
    ["state", "userdata", "machines/myhostname/configuration.nix"],
    ["target", "hdd", "clan.nix"],
  ] as const)("the %s %s stands in %s", async ([kind, name, file]) => {
    expect(await ask(PLACE_METHOD, { clan, machine: "myhostname", kind, name })).toMatchObject({
      uri: expect.stringMatching(new RegExp(`/${file.replaceAll(".", "\\.")}$`)),
    });
  });

  test("what is nowhere has no place", async () => {
    expect(await ask(PLACE_METHOD, { clan, machine: "none", kind: "machine", name: "none" })).toBeNull();
  });

  test.for([
    [PLACE_METHOD, null],
    [PLACE_METHOD, { clan, machine: "myhostname", kind: "planet", name: "mars" }],
    [PLACE_METHOD, { clan, machine: 1, kind: "state", name: "x" }],
    [ADDITION_METHOD, { kind: "disk", clan, machine: "myhostname", name: "x" }],
    [ADDITION_METHOD, { kind: "destination", clan, machine: "myhostname", name: "x" }],
    [ADDITION_METHOD, "no object"],
  ])("%s refuses %j", async ([method, params]) => {
    await expect(ask(String(method), params)).rejects.toMatchObject({ code: ErrorCodes.InvalidParams });
  });
});

function nextRun(overview: unknown): number {
  const isOverview = (value: unknown): value is Overview =>
    typeof value === "object" && value !== null && "clans" in value;
  const destinations = isOverview(overview)
    ? overview.clans.flatMap(({ machines }) => machines.flatMap((it) => it.destinations))
    : [];
  return destinations[0]?.nextRun ?? Number.NaN;
}
