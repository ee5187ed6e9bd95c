import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerLines } from "./lines.js";

const here = import.meta.dirname;
const redocly = join(here, "node_modules/@redocly/cli/bin/cli.js");

await answerLines(async ({ document }) => {
  const folder = await mkdtemp(join(tmpdir(), "keytill-openapi-"));
  try {
    const file = join(folder, "openapi.json");
    await writeFile(file, document);
    return await lint(file);
  } finally {
    await rm(folder, { recursive: true });
  }
});

function lint(file) {
  const args = [redocly, "lint", file, "--format=json", "--max-problems=1000", `--config=${join(here, "redocly.yaml")}`];
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  return new Promise((resolve, reject) =>
    execFile(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 }, (failure, out, errors) => {
      try {
        resolve(JSON.parse(out).problems.map((p) => `${p.severity} ${p.ruleId}: ${p.message} ${p.location?.[0]?.pointer ?? ""}`));
      } catch {
        reject(new Error(`${failure ?? ""}\n${out}\n${errors}`));
      }
    }));
}
