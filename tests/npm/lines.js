import { createInterface } from "node:readline";

/** Answers each line of JSON on standard input by one on standard output, in order, until the input ends. */
export async function answerLines(answer) {
  for await (const line of createInterface({ input: process.stdin })) {
    let said;
    try {
      said = { answer: await answer(JSON.parse(line)) };
    } catch (error) {
      said = { error: error.stack ?? String(error) };
    }
    process.stdout.write(JSON.stringify(said) + "\n");
  }
}
