import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  type ApiGatewayArgs,
  McpRoute,
  type McpRouteArgs,
  type WeightedTargetArgs,
} from "../../components/index.ts";
import { comparisons } from "../../components/differences.ts";
import { type Changes, company, lookUps } from "../support/company.ts";
import { args, deploy, failed } from "../support/deploy.ts";

const COMPONENT = "mcp-route:index:McpRoute";
const OTHER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/other/1111111111111111";

const WEB_ACL =
  "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/public/0a1b2c3d-0000-1111-2222-333344445555";

/** The command that makes a target group in place of the one that cannot be mended. */
const ANOTHER =
  "Adopt one that the server's service is moved to: aws elbv2 create-target-group --region us-east-1 " +
  "--name sales-prod-mcp-server-2 --protocol HTTP --protocol-version HTTP1 --port 8000 --target-type ip " +
  "--vpc-id vpc-0a1b2c3d --health-check-path /healthz --matcher HttpCode=200 --health-check-interval-seconds 30 " +
  "--health-check-timeout-seconds 5 --healthy-threshold-count 2 --unhealthy-threshold-count 3";
const MODIFY = `aws elbv2 modify-target-group --region us-east-1 --target-group-arn ${company.targetGroupArn}`;
const IDLE =
  `aws elbv2 modify-load-balancer-attributes --region us-east-1 --load-balancer-arn ${company.balancerArn} ` +
  "--attributes Key=idle_timeout.timeout_seconds,Value=";
const PUBLIC = "right only where something in front of the balancer";
const COOKIES =
  "keeps a client with its target by a cookie, and most MCP clients keep no cookies: their sessions go to any target.";
const SHARED =
  "Have a server with sessions run as one task, or keep its sessions in a store that its tasks share.";

const groups = { server: "sg-0a", balancer: "sg-0b" };
const blue: WeightedTargetArgs = { adopt: { name: "sales-prod-mcp-server" }, port: 8000, weight: 90 };
const green: WeightedTargetArgs = { create: {}, port: 8000, weight: 10 };

/** The usual arguments with changes; several targets stand in place of the one. */
function argsWith(changes: Partial<McpRouteArgs> = {}): McpRouteArgs {
  const { target, ...rest } = args();
  return { ...rest, ...(target && !changes.targets ? { target } : {}), ...changes };
}

/** A program of one route. */
function programOf(changes?: Partial<McpRouteArgs>): () => void {
  return () => {
    new McpRoute("mcp", argsWith(changes));
  };
}

/** A difference: what stands otherwise, and exactly what is told of it. */
interface Row {
  /** The row of the table. */
  row: string;
  /** How it differs in this case. */
  when: string;
  world?: Changes;
  changes?: Partial<McpRouteArgs>;
  path: string;
  what: string;
  remedy: string;
}

const group = { row: "", path: "target.adopt.name", remedy: ANOTHER };
const groupCheck = { path: "healthCheck.path" };

const rows: Row[] = [
  {
    row: "balancer: DNS name",
    when: "another balancer has that name",
    world: { balancer: { dnsName: "sales--LoadB-nGDYylEerIKm-99.us-east-1.elb.amazonaws.com" } },
    path: "listener.loadBalancer",
    what: `the balancer "sales--LoadB-nGDYylEerIKm" has the DNS name sales--LoadB-nGDYylEerIKm-99.us-east-1.elb.amazonaws.com, not ${company.dnsName}: another one of that name.`,
    remedy:
      "If that is the one, say listener.loadBalancer: sales--LoadB-nGDYylEerIKm-99.us-east-1.elb.amazonaws.com; otherwise check the provider's account and region.",
  },
  {
    row: "balancer: type",
    when: "it is a network balancer",
    world: { balancer: { loadBalancerType: "network" } },
    path: "listener",
    what: 'the balancer "sales--LoadB-nGDYylEerIKm" is of type "network"; only an application balancer has listener rules.',
    remedy:
      "Find one with: aws elbv2 describe-load-balancers --region us-east-1 --query \"LoadBalancers[?Type=='application'].DNSName\"",
  },
  {
    row: "balancer: idle timeout",
    when: "it is a second below the default gap",
    world: { balancer: { idleTimeout: 59 } },
    path: "longestSilence",
    what: "the balancer cuts a stream after 59 seconds without a byte (its idle timeout), and streams may be silent for 60.",
    remedy: `${IDLE}70`,
  },
  {
    row: "balancer: idle timeout",
    when: "it is a second below the gap that is said",
    world: { balancer: { idleTimeout: 299 } },
    changes: { longestSilence: 300 },
    path: "longestSilence",
    what: "the balancer cuts a stream after 299 seconds without a byte (its idle timeout), and streams may be silent for 300.",
    remedy: `${IDLE}310`,
  },
  {
    row: "balancer: idle timeout",
    when: "the gap is the longest that AWS has, and nothing can be added to it",
    changes: { longestSilence: 4000 },
    path: "longestSilence",
    what: "the balancer cuts a stream after 400 seconds without a byte (its idle timeout), and streams may be silent for 4000.",
    remedy: `${IDLE}4000`,
  },
  {
    row: "balancer: security group",
    when: "the balancer has others",
    world: { balancer: { securityGroups: ["sg-0c", "sg-0d"] } },
    changes: { securityGroups: groups },
    path: "securityGroups.balancer",
    what: 'sg-0b is no security group of the balancer "sales--LoadB-nGDYylEerIKm", whose requests would not be let in.',
    remedy: "Give sg-0c or sg-0d.",
  },
  {
    row: "balancer: security group",
    when: "the balancer has none",
    world: { balancer: { securityGroups: [] } },
    changes: { securityGroups: groups },
    path: "securityGroups.balancer",
    what: 'sg-0b is no security group of the balancer "sales--LoadB-nGDYylEerIKm", whose requests would not be let in.',
    remedy: "The balancer has none: leave securityGroups out.",
  },
  {
    row: "listener: protocol",
    when: "it is HTTP below an https URL",
    world: { listener: { protocol: "HTTP", port: 80 } },
    path: "listener",
    what: `the listener on port 80 speaks HTTP, while the public URL is https: ${PUBLIC} translates.`,
    remedy: `See the others with: aws elbv2 describe-listeners --region us-east-1 --load-balancer-arn ${company.balancerArn} --query 'Listeners[].[Port,Protocol]'`,
  },
  {
    row: "hosts: the public host",
    when: "none of them takes it",
    changes: { hosts: ["demo.quiltdata.io", "*.example.com"] },
    path: "hosts",
    what: `["demo.quiltdata.io","*.example.com"] leave out demo.quiltdata.com, the host of the public URL: ${PUBLIC} rewrites Host.`,
    remedy: 'Add "demo.quiltdata.com", or leave hosts out to take any host.',
  },
  {
    row: "hosts: the public host",
    when: "no regular expression takes it",
    changes: { conditions: { hostRegexes: ["^demo\\.quiltdata\\.io$", "^www"] } },
    path: "conditions.hostRegexes",
    what: `["^demo\\\\.quiltdata\\\\.io$","^www"] leave out demo.quiltdata.com, the host of the public URL: ${PUBLIC} rewrites Host.`,
    remedy: 'Add "demo.quiltdata.com", or leave hostRegexes out to take any host.',
  },
  {
    row: "stickiness: cookies",
    when: "a new target group is sticky",
    changes: { target: { create: { stickiness: {} }, port: 8000 } },
    path: "target.create.stickiness",
    what: COOKIES,
    remedy: SHARED,
  },
  {
    row: "stickiness: cookies",
    when: "one of several new target groups is sticky",
    changes: { targets: { blue, green: { ...green, create: { stickiness: { duration: 60 } } } } },
    path: "targets.green.create.stickiness",
    what: COOKIES,
    remedy: SHARED,
  },
  {
    row: "stickiness: cookies",
    when: "the rule is sticky",
    changes: { targets: { blue, green }, forward: { stickiness: 60 } },
    path: "forward.stickiness",
    what: COOKIES,
    remedy: SHARED,
  },
  {
    row: "new target group: deregistration delay",
    when: "it is a second below the gap that is said",
    changes: { longestSilence: 300, target: { create: { deregistrationDelay: 299 }, port: 8000 } },
    path: "target.create.deregistrationDelay",
    what: "the streams of a target that is taken out are cut after 299 seconds, and they may be silent for 300.",
    remedy: "Leave it out, or give 300 or more.",
  },
  {
    row: "new target group: deregistration delay",
    when: "it is a second below the default gap",
    changes: { targets: { blue, green: { ...green, create: { deregistrationDelay: 59 } } } },
    path: "targets.green.create.deregistrationDelay",
    what: "the streams of a target that is taken out are cut after 59 seconds, and they may be silent for 60.",
    remedy: "Leave it out, or give 60 or more.",
  },
  {
    row: "new target group: VPC",
    when: "it is not the balancer's",
    changes: { target: { create: { vpcId: "vpc-1" }, port: 8000 } },
    path: "target.create.vpcId",
    what: "vpc-1 is not the VPC of the balancer, vpc-0a1b2c3d, which can forward to target groups of its own VPC only.",
    remedy: "Leave it out to take the balancer's VPC.",
  },
  {
    row: "new target group: VPC",
    when: "one of several is not in the balancer's",
    changes: { targets: { blue, green: { ...green, create: { vpcId: "vpc-1" } } } },
    path: "targets.green.create.vpcId",
    what: "vpc-1 is not the VPC of the balancer, vpc-0a1b2c3d, which can forward to target groups of its own VPC only.",
    remedy: "Leave it out to take the balancer's VPC.",
  },
  {
    row: "target group: the same twice",
    when: "a name and an ARN are those of one",
    changes: { targets: { blue, green: { ...blue, adopt: { arn: company.targetGroupArn } } } },
    path: "targets.green.adopt.arn",
    what: "the target group sales-prod-mcp-server is that of targets.blue as well; a rule names a target group once.",
    remedy: "Add the weights, and leave one out.",
  },
  ...["lambda", "alb"].map((targetType) => ({
    ...group,
    row: "target group: type",
    when: `it is ${targetType}, whatever the rest says`,
    world: {
      targetGroup: { targetType, protocol: "", protocolVersion: "GRPC", vpcId: "", port: 0 },
      healthCheck: { path: "/mcp" },
    },
    what: `the target group sales-prod-mcp-server has targets of type "${targetType}", not ip or instance: requests would not reach the server over HTTP.`,
  })),
  {
    ...group,
    row: "target group: protocol",
    when: "it is HTTPS",
    world: { targetGroup: { protocol: "HTTPS" } },
    what: 'the target group sales-prod-mcp-server speaks "HTTPS" to its targets, not HTTP; AWS cannot change that.',
  },
  {
    ...group,
    row: "target group: protocol",
    when: "its targets are instances, which the new group keeps",
    world: { targetGroup: { protocol: "HTTPS", targetType: "instance" } },
    what: 'the target group sales-prod-mcp-server speaks "HTTPS" to its targets, not HTTP; AWS cannot change that.',
    remedy: ANOTHER.replace("--target-type ip", "--target-type instance"),
  },
  {
    ...group,
    row: "target group: protocol",
    when: "HTTPS is said, which the new group's health check speaks as well",
    changes: { target: { adopt: { name: "sales-prod-mcp-server" }, port: 8000, protocol: "HTTPS" } },
    what: 'the target group sales-prod-mcp-server speaks "HTTP" to its targets, not HTTPS; AWS cannot change that.',
    remedy: ANOTHER.replace("--protocol HTTP ", "--protocol HTTPS ").replace(
      "--health-check-path",
      "--health-check-protocol HTTPS --health-check-path",
    ),
  },
  ...["HTTP2", "GRPC"].map((protocolVersion) => ({
    ...group,
    row: "target group: protocol version",
    when: `it is ${protocolVersion}`,
    world: { targetGroup: { protocolVersion } },
    what: `the target group sales-prod-mcp-server speaks "${protocolVersion}", so that clients of HTTP/1.1 get a 464; AWS cannot change that.`,
  })),
  {
    ...group,
    row: "target group: VPC",
    when: "it is not the balancer's",
    world: { targetGroup: { vpcId: "vpc-1" } },
    what: "the target group sales-prod-mcp-server is in vpc-1, not in the balancer's VPC vpc-0a1b2c3d; AWS refuses to forward there.",
  },
  {
    ...group,
    row: "target group: held by another balancer",
    when: "another one forwards to it",
    world: { targetGroup: { loadBalancerArns: [OTHER] } },
    what: `the target group sales-prod-mcp-server is held by another balancer (${OTHER}); AWS allows one a target group.`,
  },
  {
    ...group,
    row: "target group: port",
    when: "it is another one",
    world: { targetGroup: { port: 8080 } },
    what: "the target group sales-prod-mcp-server has the port 8080, not 8000: right only where the targets are registered with a port of their own, as ECS does.",
    remedy: `Say target.port: 8080 if the server listens there. Otherwise: ${ANOTHER}`,
  },
  {
    row: "target group: port",
    when: "that of one of several is another one",
    world: { targetGroup: { port: 8080 } },
    changes: { targets: { blue, green } },
    path: "targets.blue.adopt.name",
    what: "the target group sales-prod-mcp-server has the port 8080, not 8000: right only where the targets are registered with a port of their own, as ECS does.",
    remedy: `Say targets.blue.port: 8080 if the server listens there. Otherwise: ${ANOTHER}`,
  },
  ...["/mcp", "/mcp/", "/mcp?ping=1"].map((path) => ({
    ...groupCheck,
    row: "target group: health check asks the MCP endpoint",
    when: `it asks ${path}`,
    world: { healthCheck: { path } },
    what: `the health check of sales-prod-mcp-server asks the MCP endpoint ${path}, which answers a bare GET with 400, 401, 404, 405 or 406, never with "200": no target is ever healthy.`,
    remedy: `${MODIFY} --health-check-path /healthz --matcher HttpCode=200`,
  })),
  {
    ...groupCheck,
    row: "target group: health check asks the MCP endpoint",
    when: "it asks the path at which the server itself is mounted",
    world: { healthCheck: { path: "/" } },
    changes: { serverPath: "/" },
    what: 'the health check of sales-prod-mcp-server asks the MCP endpoint /, which answers a bare GET with 400, 401, 404, 405 or 406, never with "200": no target is ever healthy.',
    remedy: `${MODIFY} --health-check-path /healthz --matcher HttpCode=200`,
  },
  {
    ...groupCheck,
    row: "target group: health-check path",
    when: "it is another one",
    world: { healthCheck: { path: "/" } },
    what: 'the health check of sales-prod-mcp-server asks "/", not "/healthz".',
    remedy: `Say healthCheck.path: "/" if that is right. Otherwise: ${MODIFY} --health-check-path /healthz --matcher HttpCode=200`,
  },
  {
    ...groupCheck,
    row: "target group: health-check path",
    when: "the path that is said would mean something to a shell",
    changes: { healthCheck: { path: "/it's?deep=1&now" } },
    what: `the health check of sales-prod-mcp-server asks "/healthz", not "/it's?deep=[secret]&now".`,
    remedy:
      `Say healthCheck.path: "/healthz" if that is right. Otherwise: ${MODIFY} ` +
      `--health-check-path '/it'\\''s?deep=1&now' --matcher HttpCode=200`,
  },
  {
    row: "target group: health-check matcher",
    when: "it is another one",
    world: { healthCheck: { matcher: "200-299" } },
    path: "healthCheck.matcher",
    what: 'the health check of sales-prod-mcp-server takes "200-299" for health, not "200".',
    remedy: `Say healthCheck.matcher: "200-299" if that is right. Otherwise: ${MODIFY} --health-check-path /healthz --matcher HttpCode=200`,
  },
  {
    row: "target group: health-check matcher",
    when: "the one that is said is a list, which the AWS CLI would part at its commas",
    changes: { healthCheck: { matcher: "200,202" } },
    path: "healthCheck.matcher",
    what: 'the health check of sales-prod-mcp-server takes "200" for health, not "200,202".',
    remedy: `Say healthCheck.matcher: "200" if that is right. Otherwise: ${MODIFY} --health-check-path /healthz --matcher 'HttpCode="200,202"'`,
  },
  {
    row: "target group: health-check times and thresholds",
    when: "the thresholds that are said are others",
    changes: { healthCheck: { healthyThreshold: 5, unhealthyThreshold: 6 } },
    path: "healthCheck.healthyThreshold, healthCheck.unhealthyThreshold",
    what: "the health check of sales-prod-mcp-server has healthyThreshold 2, not 5; unhealthyThreshold 3, not 6.",
    remedy: `${MODIFY} --health-check-path /healthz --matcher HttpCode=200 --healthy-threshold-count 5 --unhealthy-threshold-count 6`,
  },
  {
    row: "target group: health-check times and thresholds",
    when: "the interval is another one, which is set with the timeout that it must exceed",
    world: { healthCheck: { interval: 20, timeout: 15 } },
    changes: { healthCheck: { interval: 10 } },
    path: "healthCheck.interval",
    what: "the health check of sales-prod-mcp-server has interval 20, not 10.",
    remedy: `${MODIFY} --health-check-path /healthz --matcher HttpCode=200 --health-check-interval-seconds 10 --health-check-timeout-seconds 5`,
  },
];

const url = "https://origin.quiltdata.com";
const origin = { url };
const link = { vpcLink: { id: "a1b2c3", serverName: "demo.quiltdata.com" } };
/** The custom domain on the public host, from whose root the OAuth metadata is reached. */
const customDomain = { name: "demo.quiltdata.com" };
const adoptRest = { name: "company", stage: "prod" };
const adoptHttp = { id: "f6g7h8i9j0" };
/** A new REST API, with changes; one of the company, in place of a new one, where it is adopted. */
const rest = (changes: Partial<ApiGatewayArgs> = {}): Partial<McpRouteArgs> => ({
  apiGateway: { origin, customDomain, ...changes },
});
const http = (changes: Partial<ApiGatewayArgs> = {}): Partial<McpRouteArgs> =>
  rest({ type: "HTTP", streaming: false, ...changes });
const METADATA = "/.well-known/oauth-protected-resource/mcp";
const DOMAINS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html";
const STREAMS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html";

rows.push(
  {
    row: "API: id",
    when: "another API has the name",
    changes: rest({ adopt: { ...adoptRest, id: "zzzzzzzzzz" } }),
    path: "apiGateway.adopt.id",
    what: 'the API "company" has the id a1b2c3d4e5, not zzzzzzzzzz: another one of that name.',
    remedy:
      "If that is the one, say apiGateway.adopt.id: a1b2c3d4e5; otherwise check the provider's account and region.",
  },
  {
    row: "API: protocol",
    when: "it is a WebSocket API",
    world: { httpApi: { protocolType: "WEBSOCKET" } },
    changes: http({ adopt: adoptHttp }),
    path: "apiGateway.adopt.id",
    what: 'the API "company" is of the protocol "WEBSOCKET", which routes messages and no paths.',
    remedy:
      "Find an HTTP API with: aws apigatewayv2 get-apis --query \"Items[?ProtocolType=='HTTP'].[Name,ApiId]\"",
  },
  {
    row: "API: endpoint type and silence",
    when: "it is at the edge, and the gap is a second longer than that allows",
    world: { restApi: { endpointConfigurations: [{ types: ["EDGE"] }] } },
    changes: { ...rest({ adopt: adoptRest }), longestSilence: 31 },
    path: "longestSilence",
    what: `31 seconds are longer than an API at the edge waits for the next byte of a stream, 30 seconds (${STREAMS}).`,
    remedy:
      "Have the server send keep-alives more often, and say longestSilence: 30 or less, or route it through a regional API.",
  },
  {
    row: "API: endpoint type and silence",
    when: "it is in its region, and the gap is a second longer than that allows",
    changes: { ...rest({ adopt: adoptRest }), longestSilence: 301 },
    path: "longestSilence",
    what: `301 seconds are longer than an API in its region waits for the next byte of a stream, 300 seconds (${STREAMS}).`,
    remedy: "Have the server send keep-alives more often, and say longestSilence: 300 or less.",
  },
  {
    row: "API: CORS",
    when: "it has a configuration of its own",
    world: { httpApi: { corsConfigurations: [{ allowOrigins: ["*"] }] } },
    changes: http({ adopt: adoptHttp }),
    path: "apiGateway.adopt",
    what: `the API "company" has a CORS configuration: it answers a browser's preflight by itself, and leaves out the server's own CORS headers (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html).`,
    remedy:
      "See that it has the endpoint's: aws apigatewayv2 get-api --api-id f6g7h8i9j0 --query CorsConfiguration",
  },
  {
    row: "web ACL: region",
    when: "it is of another than the balancer",
    changes: rest({ stage: { webAcl: { arn: WEB_ACL.replace("us-east-1", "eu-west-1") } } }),
    path: "apiGateway.stage.webAcl",
    what: `"${WEB_ACL.replace("us-east-1", "eu-west-1")}" is of eu-west-1, and the stage of us-east-1.`,
    remedy:
      "Give a web ACL of us-east-1: aws wafv2 list-web-acls --scope REGIONAL --region us-east-1 --query 'WebACLs[].ARN'",
  },
  {
    row: "origin: port",
    when: "the listener is on another one",
    world: { listener: { port: 8443 } },
    changes: { listener: { loadBalancer: company.dnsName, port: 8443 }, ...rest() },
    path: "apiGateway.origin.url",
    what: `"${url}" leads to port 443, while the listener is on 8443: right only where something in between translates.`,
    remedy: `Write "${url}:8443", or adopt the listener on 443.`,
  },
  {
    row: "origin: port",
    when: "the URL says one",
    changes: rest({ origin: { url: `${url}:8443` } }),
    path: "apiGateway.origin.url",
    what: `"${url}:8443" leads to port 8443, while the listener is on 443: right only where something in between translates.`,
    remedy: `Write "${url}:443", or adopt the listener on 8443.`,
  },
  {
    row: "origin: internal balancer",
    when: "it is one",
    world: { balancer: { internal: true } },
    changes: rest(),
    path: "apiGateway.origin.url",
    what: `the balancer "sales--LoadB-nGDYylEerIKm" is internal: "${url}" can lead to it only by something else.`,
    remedy: "Reach it by a VPC link: apiGateway.origin.vpcLink.",
  },
  {
    row: "origin: the public host",
    when: "the origin has it, and nothing says where the adopted API stands",
    changes: { apiGateway: { origin: { url: "https://demo.quiltdata.com" }, adopt: adoptRest } },
    path: "apiGateway.origin.url",
    what: '"demo.quiltdata.com" is also the host of the public URL: right only where it leads to the balancer, and not to the adopted API, which would call itself in a loop.',
    remedy: "Give another name that leads to the balancer, or a VPC link.",
  },
  {
    row: "VPC link: name on the certificate",
    when: "none is given for an HTTPS listener",
    changes: rest({ origin: { vpcLink: { id: "a1b2c3" } } }),
    path: "apiGateway.origin.vpcLink.serverName",
    what: "is missing, while the listener on port 443 speaks HTTPS: the balancer's own DNS name is on no certificate.",
    remedy: "Give a name on the listener's certificate.",
  },
  {
    row: "VPC link: host",
    when: "the rule of an HTTP API's link asks for hosts",
    changes: { ...http({ origin: link }), hosts: ["demo.quiltdata.com"] },
    path: "hosts",
    what: '["demo.quiltdata.com"] stand behind the VPC link of an HTTP API, and AWS does not document which host that sends.',
    remedy: "Leave them out, or see the balancer's access log before clients come.",
  },
  {
    row: "VPC link: host",
    when: "the rule of an HTTP API's link asks by regular expressions",
    changes: { ...http({ origin: link }), conditions: { hostRegexes: ["^demo"] } },
    path: "conditions.hostRegexes",
    what: '["^demo"] stand behind the VPC link of an HTTP API, and AWS does not document which host that sends.',
    remedy: "Leave them out, or see the balancer's access log before clients come.",
  },
  {
    row: "custom domain: the public host",
    when: "it is another one",
    changes: rest({ customDomain: { name: "api.quiltdata.com" } }),
    path: "apiGateway.customDomain.name",
    what: '"api.quiltdata.com" is not "demo.quiltdata.com", the host of the public URL: right only where something in front of the gateway has that.',
    remedy: 'Give "demo.quiltdata.com", or the public URL the domain\'s host.',
  },
  {
    row: "gateway: OAuth metadata out of reach",
    when: "a new API's stage stands in front of every path",
    changes: { apiGateway: { origin } },
    path: "apiGateway.customDomain",
    what: `is missing: the new API's own address has the stage in front of every path, and clients look for the OAuth metadata at the root of the host, ${METADATA}.`,
    remedy: `Map a domain whose root is the stage, or do without OAuth (${DOMAINS}).`,
  },
  {
    row: "gateway: OAuth metadata out of reach",
    when: "a REST API is mapped under a base path",
    changes: rest({ customDomain: { ...customDomain, basePath: "mcp" } }),
    path: "apiGateway.customDomain.basePath",
    what: `clients look for the OAuth metadata at ${METADATA}, which the mapping of "mcp" does not reach, and WWW-Authenticate does not come through a REST API.`,
    remedy:
      "Map the root of a domain, or have the API that is mapped there pass that path on to the balancer.",
  },
  {
    row: "gateway: OAuth metadata out of reach",
    when: "an HTTP API is mapped under a base path",
    changes: http({ customDomain: { ...customDomain, basePath: "mcp" } }),
    path: "apiGateway.customDomain.basePath",
    what: `clients look for the OAuth metadata at ${METADATA}, which the mapping of "mcp" does not reach.`,
    remedy:
      "Map the root of a domain, or have the API that is mapped there pass that path on to the balancer.",
  },
  {
    row: "gateway: source addresses",
    when: "requests come over the internet",
    changes: { ...rest(), conditions: { sourceIps: ["203.0.113.0/24"] } },
    path: "conditions.sourceIps",
    what: '["203.0.113.0/24"] are compared with the gateway\'s own addresses, from which every request comes to the balancer.',
    remedy: "Leave them out, and give clients' in a web ACL on the stage.",
  },
  {
    row: "gateway: source addresses",
    when: "an HTTP API, which has no web ACL, sends them over the internet",
    changes: { ...http(), conditions: { sourceIps: ["203.0.113.0/24"] } },
    path: "conditions.sourceIps",
    what: '["203.0.113.0/24"] are compared with the gateway\'s own addresses, from which every request comes to the balancer.',
    remedy: "Leave them out.",
  },
  {
    row: "gateway: source addresses",
    when: "a REST API sends them by a VPC link",
    changes: { ...rest({ origin: link }), conditions: { sourceIps: ["10.0.0.0/16"] } },
    path: "conditions.sourceIps",
    what: '["10.0.0.0/16"] are compared with the gateway\'s own addresses, from which every request comes to the balancer.',
    remedy: "Give the blocks of the VPC link's subnets, and give clients' in a web ACL on the stage.",
  },
);

function severityOf(row: string): string {
  const found = comparisons.find(({ name }) => name === row);
  if (!found) throw new Error(`no comparison ${row}`);
  return found.severity;
}

describe("What is adopted", () => {
  for (const { row, when, world, changes, path, what, remedy } of rows) {
    const program = programOf(changes);
    if (severityOf(row) === "error") {
      it(`is refused, before anything is made: ${row}, where ${when}`, async () => {
        const { error, registered, warnings } = await failed(program, { lookUp: lookUps(world) });
        expect(error.message).to.equal(
          `McpRoute "mcp": 1 problem; none of its resources was registered.\n  ${path}: ${what}\n      ${remedy}`,
        );
        expect(registered).to.deep.equal([COMPONENT]);
        expect(warnings).to.deep.equal([]);
      });
    } else {
      it(`is warned of: ${row}, where ${when}`, async () => {
        const { logs, names } = await deploy(program, { lookUp: lookUps(world) });
        expect(logs).to.deep.equal([
          { severity: "warning", text: `McpRoute "mcp": ${path}: ${what}\n      ${remedy}` },
        ]);
        expect(names).to.include("mcp-rule");
      });
    }
  }

  /** What differs from the company as it stands, and is as it should be all the same. */
  const sound: Record<string, [Changes, Partial<McpRouteArgs>?]> = {
    "balancer: DNS name": [{ balancer: { dnsName: company.dnsName.toUpperCase() } }],
    "balancer: type": [{ balancer: { loadBalancerType: "application" } }],
    "balancer: idle timeout": [{ balancer: { idleTimeout: 300 } }, { longestSilence: 300 }],
    "balancer: security group": [
      { balancer: { securityGroups: ["sg-0c", "sg-0b"] } },
      { securityGroups: groups },
    ],
    "listener: protocol": [
      { listener: { protocol: "HTTP", port: 80 } },
      { url: "http://demo.quiltdata.com/mcp" },
    ],
    "hosts: the public host": [{}, { hosts: ["*.example.com", "DEMO.*.com"] }],
    "stickiness: cookies": [{}, { targets: { blue, green } }],
    "new target group: deregistration delay": [
      {},
      { longestSilence: 300, target: { create: { deregistrationDelay: 300 }, port: 8000 } },
    ],
    "new target group: VPC": [{}, { target: { create: { vpcId: company.vpcId }, port: 8000 } }],
    "target group: the same twice": [{}, { targets: { blue, green } }],
    "target group: type": [{ targetGroup: { targetType: "instance" } }],
    "target group: protocol": [
      { targetGroup: { protocol: "HTTPS" } },
      { target: { adopt: { name: "sales-prod-mcp-server" }, port: 8000, protocol: "HTTPS" } },
    ],
    // The provider gives nothing where AWS has its default.
    "target group: protocol version": [{ targetGroup: { protocolVersion: "" } }],
    "target group: VPC": [{ targetGroup: { vpcId: "vpc-1" }, balancer: { vpcId: "vpc-1" } }],
    "target group: held by another balancer": [{ targetGroup: { loadBalancerArns: [] } }],
    "target group: port": [
      { targetGroup: { port: 9000 } },
      { target: { adopt: { name: "sales-prod-mcp-server" }, port: 9000 } },
    ],
    "target group: health check asks the MCP endpoint": [
      { healthCheck: { path: "/mcp", matcher: "200,405" } },
      { healthCheck: { path: "/mcp", matcher: "200,405" } },
    ],
    "target group: health-check path": [
      { healthCheck: { path: "/well" } },
      { healthCheck: { path: "/well" } },
    ],
    "target group: health-check matcher": [
      { healthCheck: { matcher: "200-299" } },
      { healthCheck: { matcher: "200-299" } },
    ],
    // Only what is said is compared.
    "target group: health-check times and thresholds": [
      { healthCheck: { interval: 60, timeout: 20, healthyThreshold: 5, unhealthyThreshold: 2 } },
      { healthCheck: { healthyThreshold: 5 } },
    ],
    "API: id": [{}, rest({ adopt: { ...adoptRest, id: "a1b2c3d4e5" } })],
    "API: protocol": [{}, http({ adopt: adoptHttp })],
    "API: endpoint type and silence": [
      { restApi: { endpointConfigurations: [{ types: ["EDGE"] }] } },
      { ...rest({ adopt: adoptRest }), longestSilence: 30 },
    ],
    "API: CORS": [{ httpApi: { corsConfigurations: [] } }, http({ adopt: adoptHttp })],
    "web ACL: region": [{}, rest({ stage: { webAcl: { arn: WEB_ACL } } })],
    "origin: port": [
      { listener: { port: 8443 } },
      {
        listener: { loadBalancer: company.dnsName, port: 8443 },
        ...rest({ origin: { url: `${url}:8443` } }),
      },
    ],
    "origin: internal balancer": [{ balancer: { internal: true } }, rest({ origin: link })],
    "origin: the public host": [{}, { apiGateway: { origin, adopt: adoptRest } }],
    "VPC link: name on the certificate": [
      { listener: { protocol: "HTTP", port: 80 } },
      rest({ origin: { vpcLink: { id: "a1b2c3" } } }),
    ],
    // What a REST API sends is known.
    "VPC link: host": [{}, { ...rest({ origin: link }), hosts: ["demo.quiltdata.com"] }],
    "custom domain: the public host": [{}, rest()],
    // An address of its own has no stage in front of the paths.
    "gateway: OAuth metadata out of reach": [{}, http({ customDomain: undefined } as object)],
    "gateway: source addresses": [{}, { conditions: { sourceIps: ["203.0.113.0/24"] } }],
  };

  for (const [row, [world, changes]] of Object.entries(sound)) {
    it(`is taken without a word, where nothing differs: ${row}`, async () => {
      const { logs, names } = await deploy(programOf(changes), { lookUp: lookUps(world) });
      expect(logs).to.deep.equal([]);
      expect(names).to.include("mcp-rule");
    });
  }

  const others: Record<string, Partial<McpRouteArgs>> = {
    "hosts: the public host, which a regular expression takes in any case": {
      conditions: { hostRegexes: ["^www", "^DEMO\\."] },
    },
    "hosts: the public host, which a regular expression of another dialect may take": {
      conditions: { hostRegexes: ["(?i)^www"] },
    },
    "new target group: deregistration delay, of which AWS has no longer one": {
      longestSilence: 4000,
      target: { create: { deregistrationDelay: 3600 }, port: 8000 },
    },
    "new target group: deregistration delay, the default gap": {
      target: { create: { deregistrationDelay: 60 }, port: 8000 },
    },
    "API: endpoint type and silence, of an API in its region": {
      ...rest({ adopt: adoptRest }),
      longestSilence: 300,
    },
    "origin: the public host, where nothing leads a new API there": {
      apiGateway: {
        origin: { url: "https://demo.quiltdata.com" },
        type: "HTTP",
        streaming: false,
      },
    },
    "custom domain: the public host, which a wildcard takes": rest({
      customDomain: { name: "*.quiltdata.com" },
    }),
    "gateway: OAuth metadata out of reach, of an API that exists": {
      apiGateway: { origin, adopt: adoptRest },
    },
    "hosts: the public host, where a gateway sends its origin's": {
      ...rest(),
      hosts: ["origin.quiltdata.com"],
    },
    "target group: health check, at the public path that the server does not know": {
      serverPath: "/",
      healthCheck: { path: "/mcp" },
    },
  };
  for (const [what, changes] of Object.entries(others))
    it(`is taken without a word: ${what}`, async () => {
      const world = {
        balancer: { idleTimeout: 4000 },
        healthCheck: { path: changes.healthCheck?.path ?? "/healthz" },
      };
      const { logs } = await deploy(programOf(changes), { lookUp: lookUps(world) });
      expect(logs).to.deep.equal([]);
    });

  it("is compared target by target, each told under its own path", async () => {
    const answer = lookUps({ targetGroup: { protocol: "HTTPS", port: 1 } });
    const lookUp: typeof answer = (token, inputs) => {
      const { name = company.dnsName } = inputs as { name?: string };
      return token.endsWith(":getTargetGroup")
        ? { ...answer(token, inputs), name, arn: name }
        : answer(token, inputs);
    };
    const of = (name: string): WeightedTargetArgs => ({ ...blue, adopt: { name } });
    const targets = { blue: of("one"), green: of("two"), red: green };
    const { error, warnings } = await failed(programOf({ targets }), { lookUp });
    const paths = [...error.message.matchAll(/^ {2}(\S+): /gm)].map(([, path]) => path);
    expect(paths).to.deep.equal(["targets.blue.adopt.name", "targets.green.adopt.name"]);
    expect(warnings.map((text) => text.split(": ")[1])).to.deep.equal(paths);
  });

  it("has a test of each row, both ways", () => {
    const names = comparisons.map(({ name }) => name);
    expect([...new Set(rows.map(({ row }) => row))]).to.deep.equal(names);
    expect(Object.keys(sound)).to.deep.equal(names);
  });

  it("is told of in docs/adoption.md: exactly these rows, with their severities", () => {
    const text = readFileSync(new URL("../../docs/adoption.md", import.meta.url), "utf8");
    const table = [...text.matchAll(/^\| ([^|]+?) +\| (error|warning) +\|/gm)].map(([, name, severity]) => ({
      name,
      severity,
    }));
    expect(table).to.deep.equal(comparisons.map(({ name, severity }) => ({ name, severity })));
  });

  it("is refused with all errors at once, and the warnings are told as well", async () => {
    const world = {
      balancer: { idleTimeout: 30, loadBalancerType: "network" },
      targetGroup: { protocol: "HTTPS", port: 1 },
    };
    const { error, warnings } = await failed(programOf(), { lookUp: lookUps(world) });
    const found = [...error.message.matchAll(/^ {2}(\S+): /gm)].map(([, path]) => path);
    expect(found).to.deep.equal(["listener", "target.adopt.name"]);
    const warned = warnings.map((text) => text.split(": ")[1]);
    expect(warned).to.deep.equal(["longestSilence", "target.adopt.name"]);
  });

  it("is named after the ARN in the path, where the target group is given by it", async () => {
    const target = { adopt: { arn: company.targetGroupArn }, port: 8000 };
    const { warnings } = await deploy(programOf({ target }), {
      lookUp: lookUps({ targetGroup: { port: 1 } }),
    });
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(/^McpRoute "mcp": target\.adopt\.arn: the target group/);
  });

  it("is not compared with a DNS name, where the balancer is given by its ARN", async () => {
    const listener = { loadBalancer: company.balancerArn };
    const { logs } = await deploy(programOf({ listener }), {
      lookUp: lookUps({ balancer: { dnsName: "other-1.us-east-1.elb.amazonaws.com" } }),
    });
    expect(logs).to.deep.equal([]);
  });

  it("gives another target group a name that AWS takes, however long its own is", async () => {
    const name = "n".repeat(32);
    const { error } = await failed(programOf(), {
      lookUp: lookUps({ targetGroup: { name, protocol: "HTTPS" } }),
    });
    expect(error.message).to.contain(` --name ${"n".repeat(30)}-2 `);
  });
});
