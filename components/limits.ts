const ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest";

/** A closed range of whole numbers, and the page that sets it. */
export interface Range {
  from: number;
  to: number;
  unit?: string;
  page: string;
}

/** Whole-number ranges of Elastic Load Balancing; a range without a unit is of plain numbers. */
export const ranges = {
  port: { from: 1, to: 65535, page: `${ELB}/APIReference/API_CreateTargetGroup.html` },
  priority: { from: 1, to: 50000, page: `${ELB}/APIReference/API_CreateRule.html` },
  idleTimeout: {
    from: 1,
    to: 4000,
    unit: "seconds",
    page: `${ELB}/application/edit-load-balancer-attributes.html`,
  },
  interval: { from: 5, to: 300, unit: "seconds", page: `${ELB}/application/target-group-health-checks.html` },
  timeout: { from: 2, to: 120, unit: "seconds", page: `${ELB}/application/target-group-health-checks.html` },
  threshold: {
    from: 2,
    to: 10,
    unit: "checks in a row",
    page: `${ELB}/application/target-group-health-checks.html`,
  },
} as const satisfies Record<string, Range>;

/**
 * What one listener rule may hold:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export const rule = {
  /**
   * Values of all conditions together:
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
   */
  values: 5,
  wildcards: 5,
  /** Characters of one pattern. */
  patternLength: 128,
  page: `${ELB}/application/rule-condition-types.html`,
} as const;

/**
 * Names of target groups:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const targetGroupName = {
  length: 32,
  /** What Pulumi appends to a name that it makes: a hyphen and seven hexadecimal digits. */
  automaticSuffix: 8,
  page: `${ELB}/APIReference/API_CreateTargetGroup.html`,
} as const;

/**
 * Health checks:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export const healthCheck = {
  pathLength: 1024,
  statusFrom: 200,
  statusTo: 499,
  page: `${ELB}/application/target-group-health-checks.html`,
} as const;

/** Tags: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Tag.html */
export const tags = {
  /**
   * Of one resource: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
   */
  count: 50,
  keyLength: 128,
  valueLength: 256,
  /** What keys and values are made of. */
  characters: /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u,
  page: `${ELB}/APIReference/API_Tag.html`,
} as const;
