// Has Node load TypeScript: by itself where it can (22.18 and newer), by tsx where it cannot.
if (!process.features.typescript) await import("tsx");
