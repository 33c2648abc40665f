import { holdToRecordings } from "./recordings.ts";

holdToRecordings("2026-08");
