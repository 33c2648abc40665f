/** Evaluates expressions that stand alone. */

import { forceDeep } from "../../server/nix/builtins/deep.ts";
import { rootScope } from "../../server/nix/builtins.ts";
import { createEvaluation } from "../../server/nix/evaluate.ts";
import { DEFAULT_LIMITS, type FileReader, type Limits, Thunk } from "../../server/nix/thunk.ts";
import type { Value } from "../../server/nix/value.ts";
import { testParser } from "./nixParser.ts";
import { NO_FILES, show } from "./nixValues.ts";

export interface TestEvaluator {
  /** The value of `text`, where nothing inside is computed yet. */
  value(text: string, limits?: Partial<Limits>): Value;
  /** The value of `text` and all in it, as the tests' `show` writes it. */
  shown(text: string, limits?: Partial<Limits>): string;
}

/** An evaluator that has `names` in scope beside the builtins. */
export async function testEvaluator(
  names: ReadonlyMap<string, Value> = new Map(),
  files: FileReader = NO_FILES,
): Promise<TestEvaluator> {
  const parser = await testParser();
  const added = [...names].map(([name, value]) => [name, Thunk.of(value)] as const);
  const root = { kind: "root", names: new Map([...rootScope().names, ...added]) } as const;
  const start = (text: string, limits: Partial<Limits>) => {
    const evaluation = createEvaluation(files, root, { ...DEFAULT_LIMITS, ...limits });
    return { evaluation, thunk: Thunk.expr(parser.parseOnce("/here/test.nix", text).root, root) };
  };
  return {
    value: (text, limits = {}) => {
      const { evaluation, thunk } = start(text, limits);
      return thunk.force(evaluation);
    },
    shown: (text, limits = {}) => {
      const { evaluation, thunk } = start(text, limits);
      forceDeep(thunk, evaluation);
      return show(thunk.force(evaluation), evaluation);
    },
  };
}
