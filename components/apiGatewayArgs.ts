import type * as pulumi from "@pulumi/pulumi";

/**
 * An API Gateway in front of the balancer. It gets the endpoint and what is under it, with any method, and the OAuth
 * metadata, and passes all of it to the balancer as it is: `/mcp`, and `/mcp/{proxy+}` beside it, since the greedy path
 * does not match the bare one that clients post to.
 *
 * What is plain here is checked before anything is registered; what is an `Input`, as soon as its value is known.
 */
export interface ApiGatewayArgs {
  /**
   * The kind of API. Only a REST API passes server-sent events on as they come; an HTTP API holds every answer until
   * it has ended, and cuts it after 30 seconds, so that it needs `streaming: false`.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
   *
   * @default "REST"
   */
  type?: ApiType;

  /** Where the gateway finds the balancer. */
  origin: OriginArgs;

  /**
   * Whether the server streams its answers. False says that it answers every message with plain JSON, and a `GET` with
   * 405, in both eras of the protocol: what an HTTP API needs.
   *
   * @default true
   */
  streaming?: boolean;

  /**
   * An API that exists, which gets the routes and is otherwise left alone.
   *
   * @default a new API
   */
  adopt?: AdoptApiArgs;

  /**
   * Where clients reach a new REST API: in its region, or at the edge, where streams may be silent for 30 seconds only.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
   *
   * @default "REGIONAL"
   */
  endpointType?: ApiEndpointType;

  /**
   * Seconds within which an answer must have ended, a stream as well: 1-900 for a REST API, 1-30 for an HTTP API. Not
   * less than `longestSilence`.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
   *
   * @default 900 for a REST API, 30 for an HTTP API
   */
  timeout?: number;

  /**
   * The stage that is made. Needed on an adopted API only where it is to have one of its own: making it deploys all that
   * others have changed in the API, to this stage alone.
   *
   * @default one of a new API, with the defaults of its settings; none on an adopted API
   */
  stage?: ApiStageArgs;

  /**
   * A custom domain that exists, which is mapped to the stage.
   *
   * @default none: clients use the API's own address
   */
  customDomain?: CustomDomainArgs;
}

/** Where the gateway finds the balancer: exactly one of `url` and `vpcLink`. */
export interface OriginArgs {
  /**
   * The balancer's public address, without a path. Its host is on the listener's certificate, leads to the balancer and
   * not to the gateway, and is one of `hosts` where the route has some. Over the internet: anybody else can call it as
   * well (docs/api-gateway.md says what stops them).
   *
   * @example "https://origin.quiltdata.com"
   */
  url?: string;

  /** The way to a balancer that only its VPC reaches. */
  vpcLink?: VpcLinkArgs;
}

/**
 * A VPC link (version 2) to the listener: exactly one of `id` and `create`. The link and the balancer are of one
 * account.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 */
export interface VpcLinkArgs {
  /** A VPC link that exists. */
  id?: pulumi.Input<string>;

  /** A new VPC link. AWS changes neither its subnets nor its security groups: it is replaced where these change. */
  create?: CreateVpcLinkArgs;

  /**
   * The name that must be on the certificate of an HTTPS listener, without which the gateway takes none. A REST API sends
   * it as `Host`, so that the public host, where the certificate has it, is what the server sees. Nobody asks DNS for it.
   *
   * @default the balancer's DNS name, of a listener that speaks HTTP
   * @example "demo.quiltdata.com"
   */
  serverName?: string;
}

/** A new VPC link. */
export interface CreateVpcLinkArgs {
  /** Subnets of the balancer's VPC, of two zones at least for a link that survives one. */
  subnetIds: pulumi.Input<string>[];

  /** The link's security groups, from which the balancer's must let requests in on the listener's port. */
  securityGroupIds: pulumi.Input<string>[];
}

/** An API that exists. */
export interface AdoptApiArgs {
  /** A REST API's name, which only one API may have: all that the provider looks REST APIs up by. */
  name?: pulumi.Input<string>;

  /** An HTTP API's id; of a REST API, the id that the one of that name must have. */
  id?: pulumi.Input<string>;

  /**
   * The last resource of a REST API on the way to the endpoint that exists already, such as `/tools` for an endpoint
   * at `/tools/mcp`.
   *
   * @default "/"
   */
  parentPath?: string;

  /**
   * The last resource of a REST API on the way to the OAuth metadata that exists already, such as `/.well-known`.
   *
   * @default "/"
   */
  metadataParentPath?: string;

  /**
   * The stage that clients use, which is left as it is. Needed for a REST API, unless it gets a stage of its own: a
   * deployment would publish whatever others have left pending, so the command that makes one is an output instead.
   *
   * @default "$default" for an HTTP API
   */
  stage?: string;

  /**
   * Whether that stage of an HTTP API deploys by itself what changes. Where it does not, the command that deploys is an
   * output.
   *
   * @default true
   */
  autoDeploy?: boolean;
}

/** A stage that the component makes. */
export interface ApiStageArgs {
  /**
   * Its name: letters, digits, `-` and `_`, 1-128 of them. A name stands in the API's own address.
   *
   * @default "live", of an HTTP API "$default", which stands in no address
   */
  name?: string;

  /**
   * How many requests it takes.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   *
   * @default as many as the account may have; of an HTTP API 10,000 a second and 5,000 at once, which is that unless AWS has
   *   raised it
   */
  throttling?: ThrottlingArgs;

  /**
   * A log of its requests: as JSON, a line each, with the status and the latency of the balancer, and without any
   * header.
   *
   * @default none
   */
  accessLogs?: AccessLogsArgs;

  /**
   * A web ACL that judges its requests: of a REST API alone.
   *
   * @default none
   */
  webAcl?: WebAclArgs;
}

/** How many requests a stage takes; the others are answered 429. */
export interface ThrottlingArgs {
  /** Requests a second, over time: from 1 up. */
  rateLimit: number;

  /** Requests at once: from 1 up. */
  burstLimit: number;
}

/** A log of a stage's requests, in a new log group. */
export interface AccessLogsArgs {
  /**
   * Days for which a line is kept: one of the numbers that CloudWatch Logs takes, such as 30.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  retention: number;

  /**
   * The role with which API Gateway writes logs of REST APIs, as the account's settings in this region have it: without
   * one AWS makes no stage that has logs. The setting is one for all APIs of the account, so the component neither makes
   * nor changes it.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   *
   * @example "arn:aws:iam::123456789012:role/apigateway-logs"
   */
  accountRole?: pulumi.Input<string>;
}

/** A web ACL that exists, of the stage's region: exactly one of its ARN and its name. */
export interface WebAclArgs {
  /** The web ACL's ARN. */
  arn?: pulumi.Input<string>;

  /** The web ACL's name. */
  name?: string;
}

/** A custom domain that exists, which is mapped to the stage unless it is already. */
export interface CustomDomainArgs {
  /** The domain, such as `demo.quiltdata.com`. It leads to the gateway, so it is not the origin's host. */
  name: pulumi.Input<string>;

  /**
   * The path under which the stage is mapped, without slashes at its ends: the first part of the public URL's path.
   * An HTTP API may have several parts. The OAuth metadata stands at the root of the host, which such a mapping does not
   * reach: a warning.
   *
   * @default the root
   * @example "tools", for "https://demo.quiltdata.com/tools/mcp"
   */
  basePath?: string;

  /**
   * Whether it is mapped so already, to the stage of an adopted API: then no mapping is made.
   *
   * @default false
   */
  mapped?: boolean;
}

/** The kind of an API. */
export const ApiType = { Rest: "REST", Http: "HTTP" } as const;
export type ApiType = (typeof ApiType)[keyof typeof ApiType];

/** Where clients reach a REST API. */
export const ApiEndpointType = { Regional: "REGIONAL", Edge: "EDGE" } as const;
export type ApiEndpointType = (typeof ApiEndpointType)[keyof typeof ApiEndpointType];
