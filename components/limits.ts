const ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest";

const TARGET_GROUP_ATTRIBUTES = `${ELB}/application/edit-target-group-attributes.html`;

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
  weight: { from: 0, to: 999, page: `${ELB}/application/rule-action-types.html` },
  /** Of a cookie, the balancer's or a rule's own. */
  stickiness: { from: 1, to: 604800, unit: "seconds", page: TARGET_GROUP_ATTRIBUTES },
  deregistrationDelay: {
    from: 0,
    to: 3600,
    unit: "seconds",
    page: TARGET_GROUP_ATTRIBUTES,
  },
  slowStart: { from: 30, to: 900, unit: "seconds", page: TARGET_GROUP_ATTRIBUTES },
  /** Targets of one balancer. */
  minimumTargets: {
    from: 1,
    to: 1000,
    unit: "targets",
    page: `${ELB}/application/load-balancer-limits.html`,
  },
  minimumPercentage: {
    from: 1,
    to: 100,
    unit: "percent",
    page: `${ELB}/application/target-group-health.html`,
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
  /** Characters of one pattern, or of one regular expression. */
  patternLength: 128,
  /** Characters of a header's name, and of a method. */
  nameLength: 40,
  /** Target groups of one forward. */
  targetGroups: 5,
  page: `${ELB}/application/rule-condition-types.html`,
  forwardPage: `${ELB}/application/rule-action-types.html`,
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
 * Rewriting:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
 */
export const rewrite = {
  /** Characters of the regular expression, and of what replaces it. */
  length: 1024,
  page: `${ELB}/application/rule-transforms.html`,
} as const;

/**
 * Cookies of stickiness:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
export const stickiness = {
  /** What no cookie's name begins with, since the balancer's own do. */
  reserved: ["AWSALB", "AWSALBAPP", "AWSALBTG"],
  page: TARGET_GROUP_ATTRIBUTES,
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

/** ECS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export const container = {
  page: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
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
