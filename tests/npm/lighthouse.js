import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { answerLines } from "./lines.js";

// As a phone sees the page: scores from 0 to 100 by category, and what took points away.
await answerLines(async ({ url, chromium, flags, categories }) => {
  const browser = await launch({ chromePath: chromium, chromeFlags: ["--headless", ...flags] });
  try {
    const { lhr } = await lighthouse(url, { port: browser.port, onlyCategories: categories, formFactor: "mobile", logLevel: "silent" });
    const scores = Object.fromEntries(Object.values(lhr.categories).map((category) => [category.id, Math.round(category.score * 100)]));
    const weighed = new Set(Object.values(lhr.categories).flatMap((category) => category.auditRefs.filter((audit) => audit.weight > 0).map((audit) => audit.id)));
    const lost = Object.values(lhr.audits)
      .filter((audit) => weighed.has(audit.id) && audit.score !== null && audit.score < 1)
      .map((audit) => `${audit.id} (${audit.displayValue ?? audit.score}): ${audit.title} ${(audit.details?.items ?? []).map((item) => item.node?.snippet ?? item.description ?? "").join(" ")}`);
    return { scores, lost, warnings: lhr.runWarnings, error: lhr.runtimeError?.message ?? null };
  } finally {
    browser.kill();
  }
});
