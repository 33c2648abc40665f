import { beforeAll, describe, expect, it } from "vitest";
import type { OptionDeclaration } from "../../server/nix/options/optionData.ts";
import { declarationTree } from "../../server/nix/options/optionTree.ts";
import { evaluated, pointed, summary, type TestNix, testNix } from "../support/modules.ts";

const str = { name: "str" } as const;
const declare = (path: string, rest: Omit<OptionDeclaration, "path" | "description">): OptionDeclaration => ({
  path: path.split("."),
  description: "An option.",
  ...rest,
});

const declarations = declarationTree(
  [
    declare("backup.targets", { type: { name: "attrsOf", elem: { name: "submodule" } }, default: {} }),
    declare("backup.targets.<name>.name", { type: { name: "strMatching", pattern: "[a-z]+" }, nameDefault: true }),
    declare("backup.targets.<name>.directory", { type: str, required: true }),
    declare("backup.targets.<name>.command", { type: { name: "nullOr", elem: str }, default: null, readOnly: true }),
    declare("backup.snapshots", { type: { name: "int" }, default: 20 }),
    declare("backup.exclude", { type: { name: "listOf", elem: str }, default: [] }),
    declare("machines", { type: { name: "attrsOf", elem: { name: "deferredModule" } }, default: {} }),
    declare("services.borg.extra", { type: { name: "unspecified" }, opaque: true }),
  ],
  [["backup", "enable"]],
);
const tree = {
  declarations,
  complete: [["backup"]],
  renames: [{ from: ["old"], to: ["backup"] }],
  gone: [["clan", "gone"]],
};

describe("modules", () => {
  let make: () => TestNix;
  beforeAll(async () => {
    make = await testNix();
  });
  const judge = (...texts: string[]) => {
    const nix = make();
    const system = evaluated(
      nix,
      texts.map((text) => nix.read(text)),
      tree,
    );
    return { nix, system, problems: system.problems(), found: summary(system.problems()) };
  };

  it("point at the name of an unknown option and say which one was meant", () => {
    const { problems, found } = judge('{ backup.targets.a = { directory = "/a"; directry = 1; }; }');
    expect(found).toEqual(["unknown-option backup.targets.a.directry"]);
    expect(pointed(problems[0])).toBe("directry");
    expect(problems[0]?.suggestion).toBe("directory");
  });

  it("point at the value of a wrong type and say what is there", () => {
    const { problems, found } = judge('{ lib, ... }: { backup.exclude = lib.mkIf true [ "a" (1 + 2) ]; }');
    expect(found).toEqual(["wrong-type backup.exclude"]);
    expect(pointed(problems[0])).toContain("1 + 2");
    expect(problems[0]).toMatchObject({ expected: "a string", found: "the integer 3" });
  });

  it("point at the submodule that lacks an option", () => {
    const { problems, found } = judge("{ backup.targets.disk = { }; }");
    expect(found).toEqual(["missing-option backup.targets.disk.directory"]);
    expect(pointed(problems[0])).toBe("disk");
  });

  it("do not say an option is missing where an unknown module may define it", () => {
    const text = "{ backup.targets.disk = { bogus = 1; }; }";
    expect(judge(text, "{ inputs, ... }: { imports = [ inputs.some.module ]; }").found).toEqual([
      "unknown-option backup.targets.disk.bogus",
    ]);
    expect(judge(`{ hosts, ... }: { backup.targets.\${hosts.name} = { bogus = 1; }; }`).found).toEqual([
      "unknown-option backup.targets.<name>.bogus",
    ]);
  });

  it("call what is under an unknown condition uncertain", () => {
    const { found } = judge(
      "{ lib, config, ... }: { backup.snapshots = lib.mkIf config.services.x.enable true; backup.targets.a = lib.mkIf config.services.x.enable { }; }",
    );
    expect(found).toEqual(["missing-option backup.targets.a.directory (maybe)", "wrong-type backup.snapshots (maybe)"]);
  });

  it("say nothing about names of trees that are not known whole, but for a slip of the pen", () => {
    expect(judge("{ services.borg.more = 1; boot.x = 2; services.borg.extra.any = 3; }").found).toEqual([]);
    expect(judge("{ servics.borg.extra = 1; clan.gone.x = 1; }").found).toEqual([
      "unknown-option clan.gone",
      "unknown-option servics",
    ]);
  });

  it("move definitions from an old path to the new one", () => {
    const { found, system, nix } = judge(
      "{ old.targets.a.directory = 5; }",
      '{ config, ... }: { backup.exclude = [ "x" ]; backup.targets.b.directory = toString config.old.snapshots; }',
    );
    expect(found).toEqual(["wrong-type backup.targets.a.directory"]);
    expect(system.configuration.find(["old", "targets", "a", "directory"])).toBe(
      system.configuration.find(["backup", "targets", "a", "directory"]),
    );
    const old = system.configuration.find(["old", "targets"])?.value.force(nix.evaluation);
    expect(old?.kind === "attrs" && old.entries.has("a")).toBe(true);
  });

  it("report definitions of removed options and second definitions of read-only ones", () => {
    const { problems, found } = judge(
      '{ lib, ... }: { backup.enable = lib.mkDefault true; backup.targets.a = { directory = "/a"; command = "x"; }; }',
      "{ lib, ... }: { backup.enable = lib.mkIf false true; }",
    );
    expect(found).toEqual(["read-only-option backup.targets.a.command", "removed-option backup.enable"]);
    expect(problems.map(pointed).sort()).toEqual(["command", "enable"]);
    expect(judge("{ lib, ... }: { backup.enable = lib.mkIf false true; }").found).toEqual([]);
  });

  it("name the other side of a conflict", () => {
    const { problems } = judge("{ backup.snapshots = 1; }", "{ backup.snapshots = 2; }");
    expect(problems).toMatchObject([{ kind: "conflicting-definitions", option: ["backup", "snapshots"] }]);
    expect(problems[0]?.related.map(({ role }) => role)).toEqual(["definition"]);
    expect(judge("{ backup.snapshots = 1; }", "{ lib, ... }: { backup.snapshots = lib.mkForce 2; }").found).toEqual([]);
  });

  it("tell the option that raises an error from those that only read it", () => {
    const { problems, found } = judge(
      '{ config, ... }: { backup.targets.a.directory = throw "set me"; backup.targets.b.directory = config.backup.targets.a.directory; }',
    );
    expect(found).toEqual(["evaluation-error backup.targets.a.directory"]);
    expect(problems.filter(({ follows }) => follows).map(({ option }) => option.join("."))).toEqual([
      "backup.targets.b.directory",
    ]);
    expect(problems.find(({ follows }) => !follows)?.fault?.message).toBe("set me");
  });

  it("find infinite recursion, and none where laziness avoids it", () => {
    expect(judge("{ config, ... }: { backup.snapshots = config.backup.snapshots; }").found).toEqual([
      "evaluation-error backup.snapshots",
    ]);
    expect(
      judge(
        "{ config, lib, ... }: { backup = lib.mkIf (config.backup.snapshots == 20) { exclude = [ config.backup.targets.a.name ]; targets.a.directory = config.backup.targets.a.name; }; }",
      ).found,
    ).toEqual([]);
  });

  it("come once from a file that is imported twice, and a missing file is reported where it is named", () => {
    const { problems } = judge(
      '{ imports = [ ./missing.nix { key = "k"; backup.exclude = [ 1 ]; } { key = "k"; backup.exclude = [ 1 ]; } ]; }',
    );
    expect(summary(problems)).toEqual(["evaluation-error", "wrong-type backup.exclude"]);
    expect(pointed(problems.find(({ fault }) => fault?.kind === "missing-file"))).toBe("./missing.nix");
  });

  it("are called with what the module system gives them", () => {
    expect(judge("{ config }: { backup.snapshots = 1; }").problems[0]?.fault?.kind).toBe("unexpected-argument");
    expect(
      judge(
        "{ _module.args.number = 5; }",
        "{ number, other, ... }: { backup.snapshots = number; backup.exclude = other; }",
      ).found,
    ).toEqual([]);
    expect(judge('{ _module.args.number = "5"; }', "{ number, ... }: { backup.snapshots = number; }").found).toEqual([
      "wrong-type backup.snapshots",
    ]);
  });

  it("report what stands beside config, and unknown names unless _module.check is off", () => {
    expect(judge("{ config.backup.snapshots = 1; stray = 2; }").found).toEqual(["unsupported-attribute"]);
    expect(judge("{ backup.bogus = 1; }", "{ _module.check = false; }").found).toEqual([]);
  });

  it("keep deferred modules as they are", () => {
    const { nix, system } = judge(
      "{ machines.jon = { backup.snapshots = true; }; }",
      "{ machines.jon = { lib, ... }: { }; }",
    );
    const modules = system.configuration.finalsAt(["machines", "jon"]);
    expect(modules.map(({ value }) => value.kind)).toEqual(["lambda", "attrs"]);
    const inner = evaluated(
      nix,
      modules.map(({ thunk }) => thunk),
      { ...tree, prefix: ["machines", "jon"] },
    );
    expect(summary(inner.problems())).toEqual(["wrong-type machines.jon.backup.snapshots"]);
  });

  it("read options that users declare, with apply and freeform types", () => {
    const { nix, system, found } = judge(
      '{ lib, config, ... }: { options.my = { n = lib.mkOption { type = lib.types.int; default = 2; apply = n: n + 1; }; set = lib.mkOption { description = "A set."; type = lib.types.submodule { freeformType = lib.types.attrsOf lib.types.int; options.a = lib.mkOption { type = lib.types.str; }; }; }; }; config = { backup.snapshots = config.my.n + config.my.set.free; my.set = { a = 1; free = 4; wrong = "x"; }; }; }',
    );
    expect(found).toEqual(["wrong-type my.set.a", "wrong-type my.set.wrong"]);
    expect(system.configuration.find(["backup", "snapshots"])?.value.force(nix.evaluation)).toEqual({
      kind: "int",
      value: 7,
    });
  });

  it("leave what is not declared unknown", () => {
    const { nix, system } = judge(
      "{ config, ... }: { backup.exclude = if config ? nothing then [ ] else 5; backup.snapshots = config.a.b or 1; }",
    );
    expect(system.problems()).toEqual([]);
    expect(system.configuration.find(["backup", "snapshots"])?.value.force(nix.evaluation).kind).toBe("unknown");
  });

  it("take an option type that was changed with // for unknown, and compute conditions as Nix does", () => {
    const option = "options.x = lib.mkOption { type = lib.types.int // { check = x: true; }; default = 1; };";
    expect(judge(`{ lib, ... }: { ${option} config.x = "s"; }`).found).toEqual([]);
    expect(
      judge(
        "{ lib, ... }: { backup.snapshots = lib.mkIf (false && true) true; backup.exclude = lib.mkIf (true -> false) 1; }",
      ).found,
    ).toEqual([]);
  });

  it("see no conflict with an ordered definition that is not known", () => {
    const option = "options.x = lib.mkOption { type = lib.types.anything; };";
    expect(
      judge(
        `{ lib, ... }: { ${option} }`,
        "{ lib, config, ... }: { x = lib.mkBefore config.not.known; }",
        "{ x = [ ]; }",
      ).found,
    ).toEqual([]);
  });

  it("that ask for the configuration before it can be there leave it to the others", () => {
    expect(
      judge(
        "{ config, ... }: { imports = if config.backup.snapshots == 1 then [ ] else [ ]; }",
        "{ config, ... }: { backup.targets.a.directory = config.backup.snapshots; }",
      ).found,
    ).toEqual([]);
    expect(judge("{ config, name, ... }: { backup.snapshots = name; backup.bogus = config; }").found).toEqual([
      "unknown-option backup.bogus",
    ]);
  });

  it("end on modules that import themselves without end", () => {
    expect(judge("let m = { imports = [ m m ]; backup.bogus = 1; }; in m").found).toEqual([
      "unknown-option backup.bogus",
    ]);
  });
});
