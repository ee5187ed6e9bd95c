import { Webhook } from "standardwebhooks";
import { answerLines } from "./lines.js";

const clock = Date.now;

// A receiver with this secret, whose clock shows `now` (milliseconds; the machine's own where it is left out).
await answerLines(({ secret, headers, body, now }) => {
  Date.now = now === null ? clock : () => now;
  try {
    new Webhook(secret).verify(body, headers);
    return { genuine: true };
  } catch (error) {
    return { genuine: false, why: error.message };
  }
});
