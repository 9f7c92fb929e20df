import { fileURLToPath } from "node:url";

/** The folder of `Pulumi.yaml`. */
export const FOLDER = fileURLToPath(new URL("..", import.meta.url));
