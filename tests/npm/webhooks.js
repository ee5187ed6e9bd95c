import { Webhook } from "standardwebhooks";
import { answerLines } from "./lines.js";

// A receiver with this secret, whose clock shows `now`, in milliseconds.
await answerLines(({ secret, headers, body, now }) => {
  Date.now = () => now;
  try {
    new Webhook(secret).verify(body, headers);
    return { genuine: true };
  } catch (error) {
    return { genuine: false, why: error.message };
  }
});
