import { writeSync } from "node:fs";

// Loaded into the doctor's process by a test: tells how much memory it had at most, in KB, as the last line of the errors.
process.once("exit", () => {
  writeSync(2, `\npeak ${process.resourceUsage().maxRSS}\n`);
});
