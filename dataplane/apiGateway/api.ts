/** An API of API Gateway: what decides where a request goes. */
export interface Api {
  type: "REST" | "HTTP";
  /** An HTTP API is always regional. */
  endpointType: "REGIONAL" | "EDGE" | "PRIVATE";
  /** The stage that answers; `$default` only where the API is an HTTP API. */
  stage: string;
  /** The custom domain on which requests come in; absent where they come to the API's own address. */
  domain?: ApiDomain;
  /** In any order: the selection does not depend on it. */
  routes: ApiRoute[];
}

/** A custom domain that is mapped to a stage. */
export interface ApiDomain {
  /** The name, as in `Host`. */
  name: string;
  /** The path under which the stage stands, such as `x` or `x/y`; "" for the root. */
  basePath: string;
}

/** A method of a resource of a REST API, or a route of an HTTP API. */
export interface ApiRoute {
  /** What a reader calls it: the name of the resource that will make it, or AWS's own id. */
  id: string;
  /** A method, or `ANY`. */
  method: string;
  /** `/mcp`, `/mcp/{proxy+}`; `$default` takes what no other route of an HTTP API does. */
  path: string;
  /** Whether the API itself asks the caller for credentials first, which this model does not judge. */
  authorized: boolean;
  integration: ApiIntegration;
}

export type ApiIntegration = HttpProxy | OtherIntegration;

/** Passes the request on to an origin. */
export interface HttpProxy {
  kind: "http-proxy";
  /**
   * The origin's URL, with `{proxy}` where the greedy part of the path goes. A private integration of an HTTP API has
   * the ARN of the balancer's listener instead.
   */
  uri: string;
  /** The name on the certificate of a listener that `uri` names by its ARN; it is reached by HTTPS where this is given. */
  serverName?: string;
  /** The method with which the origin is asked, where it is not the caller's own. */
  method?: string;
  /** Whether the gateway reaches the origin by a VPC link, in whose path the stage stands unless it is overwritten. */
  isPrivate: boolean;
  /** The path in place of the one that would be sent; of HTTP APIs alone. `$request.path.proxy` is the greedy part. */
  overwrittenPath?: string;
  /** Milliseconds within which the answer must be there; while it is streamed, within which it must end. */
  timeout: number;
  transferMode: "BUFFERED" | "STREAM";
}

/** A Lambda function, a mock, or another service of AWS: it answers, and what is not modelled. */
export interface OtherIntegration {
  kind: "other";
  what: string;
}
