/** Memory while a document is edited again and again. */
import { join } from "node:path";
import { createEdits } from "../edits.ts";
import { generateModule } from "../generate.ts";
import { pinRelease } from "../generateClan.ts";
import { loadParsers } from "../parsers.ts";
import { createRandom } from "../random.ts";
import { type Report, row } from "../report.ts";
import { type Section, withFolder } from "../section.ts";
import { openFolder } from "../workspace.ts";

/** The compiler's libraries for a program without a browser do not know WebAssembly; Node has it. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

/** What web-tree-sitter itself would ask for, in pages of 64 kB: 32 MB, up to 2 GB. */
const WASM_PAGES = { initial: 512, maximum: 32_768 } as const;

interface Sample {
  readonly resident: number;
  readonly heap: number;
  readonly wasm: number;
}

/** How much more each sample is than the one before. */
function growth(samples: readonly number[]): readonly number[] {
  return samples.slice(1).map((sample, index) => sample - (samples[index] ?? sample));
}

/** `samples` are in the order of time, `step` edits apart; the first is taken when everything has been used once. */
function memoryReport(samples: readonly Sample[], step: number): Report {
  const rows = (
    [
      ["resident memory", samples.map(({ resident }) => resident)],
      ["JavaScript heap", samples.map(({ heap }) => heap)],
      ["WebAssembly memory", samples.map(({ wasm }) => wasm)],
    ] as const
  ).flatMap(([name, values]) => [
    row(`${name} before`, "bytes", values[0] ?? Number.NaN),
    row(`${name} after`, "bytes", values.at(-1) ?? Number.NaN),
    row(`${name}, growth per ${step} edits`, "bytes", growth(values)),
  ]);
  const first = samples[0];
  const last = samples.at(-1);
  const value = first === undefined || last === undefined ? Number.NaN : last.heap / first.heap;
  const edits = step * (samples.length - 1);
  const meaning = `the JavaScript heap after ${edits} more edits; 1 is no growth`;
  return {
    title: `memory over ${edits} edits of one module of 1000 lines`,
    rows,
    ratios: [{ name: "the heap before", value, meaning }],
    notes: ["Garbage is collected before each sample. WebAssembly memory never shrinks: it shows the peak so far."],
  };
}

export const run: Section = async ({ quick }) => {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("This section needs node --expose-gc.");
  const memory = new WebAssembly.Memory(WASM_PAGES);
  const parsers = await loadParsers(memory);
  const step = quick ? 50 : 1000;
  return withFolder((folder) => {
    pinRelease(folder);
    const path = join(folder, "module.nix");
    const text = generateModule(1000);
    const edits = createEdits(parsers, text, quick ? 10 : 100, createRandom(5));
    const service = openFolder(folder, parsers);
    service.openDocument(path, text);
    const samples: Sample[] = [];
    let next = 0;
    // The first round warms up.
    for (let round = 0; round <= 10 + 1; round++) {
      if (round > 0) {
        gc();
        const { rss, heapUsed } = process.memoryUsage();
        samples.push({ resident: rss, heap: heapUsed, wasm: memory.buffer.byteLength });
      }
      for (let count = 0; count < step && round <= 10; count++, next++) {
        const edit = edits[next % edits.length];
        if (edit === undefined) continue;
        service.changeDocument(path, [edit.change]);
        service.findingsIn(path);
      }
    }
    service.dispose();
    return [memoryReport(samples, step)];
  });
};
