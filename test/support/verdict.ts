import { z } from "zod";

const verdictSchema = z.object({
  release: z.string(),
  as: z.string(),
  ok: z.boolean(),
  errors: z.array(z.object({ kind: z.string(), option: z.string().nullable() })),
});

/** What the real module system said of a module. */
export type Verdict = z.infer<typeof verdictSchema>;

/** Reads the file beside a module; throws where it is no verdict. */
export function readVerdict(json: string): Verdict {
  return verdictSchema.parse(JSON.parse(json));
}
