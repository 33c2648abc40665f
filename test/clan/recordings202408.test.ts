import { holdToRecordings } from "./recordings.ts";

holdToRecordings("2024-08");
