import { holdToRecordings } from "./recordings.ts";

holdToRecordings("2025-03");
