// What Pulumi's template for TypeScript begins with, and no more. Without a name, so that no loader takes the import for unused.
import "@pulumi/pulumi";
