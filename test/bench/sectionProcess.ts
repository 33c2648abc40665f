/** Runs one section and sends its reports to the parent: `sectionProcess.ts NAME OPTIONS-AS-JSON`. */
import { optionsSchema, SECTIONS } from "./section.ts";

const [name = "", options = "{}"] = process.argv.slice(2);
const section = await SECTIONS.get(name)?.();
if (section === undefined) throw new Error(`There is no section ${name}.`);
const reports = await section.run(optionsSchema.parse(JSON.parse(options)));
process.send?.(reports);
