import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nixVersion, refusedByNix } from "../support/nixInstantiate.ts";
import { fleet, GUIDE, RELEASES, unmarked, withStep } from "../support/steps.ts";

test.skipIf(nixVersion() === undefined)(
  "Nix can parse every step that completion offers, alone and together",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "clan-backups-steps-"));
    const files: string[] = [];
    const write = (name: string, text: string | undefined) => {
      const file = join(folder, `${name}.nix`);
      writeFileSync(file, text ?? "");
      files.push(file);
    };
    for (const release of RELEASES) {
      let together = fleet(release);
      for (const [document, step] of GUIDE[release]) {
        const alone = await withStep(fleet(release), document, step, release);
        together = await withStep(together, document, step, release);
        write(`${release}-${step}-${files.length}`, unmarked(alone)[document]);
        write(`${release}-${step}-${files.length}`, unmarked(together)[document]);
      }
    }
    try {
      expect(files.length).toBeGreaterThan(40);
      expect([...(await refusedByNix(files))]).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
