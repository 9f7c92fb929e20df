import { listenerPort } from "../../components/lookUps.ts";
import { inRegion, word } from "../../components/command.ts";
import { balancerName, balancerOf, nameOf, regionOf } from "../../components/loadBalancer.ts";
import { isRest } from "../../components/apiGateway/api.ts";
import type { PlainGateway, Settings } from "../../config.ts";
import { FILES, GATEWAY_FILES } from "./files.ts";
import { certifiedHost } from "./gateway.ts";

/**
 * The ARN of a stack's balancer as a word of a shell's command: the ARN itself where the stack's file tells it,
 * or else a command that asks AWS for it.
 */
export function balancerArnInShell({ route: { listener }, region }: Settings): string {
  if (listener.arn !== undefined) return word(balancerOf(listener.arn));
  const given = listener.loadBalancer ?? "";
  const name = nameOf(given);
  if (name === undefined) return word(given);
  const command = `aws elbv2 describe-load-balancers --names ${name} --query 'LoadBalancers[0].LoadBalancerArn'`;
  return `"$(${command}${inRegion(balancerName(given)?.region ?? region)} --output text)"`;
}

/**
 * The commands that make a world's files for a stack. Each only reads, and stands for itself.
 *
 * @param folder Where the files are to be; it must exist.
 */
export function worldCommands(settings: Settings, folder: string): string[] {
  const { listener } = settings.route;
  const given = listener.arn ?? listener.loadBalancer ?? "";
  const name = nameOf(given);
  const region = inRegion((balancerName(given)?.region ?? regionOf(given)) || settings.region);
  const aws = (command: string, output = "json") => `aws elbv2 ${command}${region} --output ${output}`;
  const balancerArn = balancerArnInShell(settings);
  const onPort = `Listeners[?Port==\`${listenerPort(settings.route)}\`].ListenerArn`;
  const ofBalancer = `describe-listeners --load-balancer-arn ${balancerArn}`;
  const listenerArn =
    listener.arn === undefined
      ? `"$(${aws(`${ofBalancer} --query '${onPort}'`, "text")})"`
      : word(listener.arn);
  const to = (file: string) => `> ${word(`${folder}/${file}`)}`;
  const which = name === undefined ? `--load-balancer-arns ${balancerArn}` : `--names ${name}`;
  const ruleArns = aws(`describe-rules --listener-arn ${listenerArn} --query 'Rules[].RuleArn'`, "text");
  return [
    `${aws(`describe-load-balancers ${which}`)} ${to(FILES.loadBalancers)}`,
    `${aws(`describe-load-balancer-attributes --load-balancer-arn ${balancerArn}`)} ${to(FILES.attributes)}`,
    `${aws(ofBalancer)} ${to(FILES.listeners)}`,
    `${aws(`describe-rules --listener-arn ${listenerArn}`)} ${to(FILES.rules)}`,
    // AWS takes 20 at a time.
    `${ruleArns} | xargs -n 20 ${aws("describe-tags")} --resource-arns ${to(FILES.tags)}`,
    `${aws("describe-target-groups")} ${to(FILES.targetGroups)}`,
    ...gatewayCommands(settings.route.apiGateway, { region, to, listenerArn }),
  ];
}

interface Place {
  /** The option that names the region. */
  region: string;
  /** Where a file's output goes. */
  to: (file: string) => string;
  /** A word of the shell. */
  listenerArn: string;
}

/** The commands that tell of the API and of what belongs to it: only what the stack has is asked for. */
function gatewayCommands(gateway: PlainGateway | undefined, place: Place): string[] {
  if (!gateway) return [];
  const { region, to, listenerArn } = place;
  const { stage, customDomain } = gateway;
  const aws = (command: string, output = "json") => `aws ${command}${region} --output ${output}`;
  const ofListener = `elbv2 describe-listener-certificates --listener-arn ${listenerArn} --query 'Certificates[].CertificateArn'`;
  return [
    ...adoptedCommands(gateway, place),
    ...(isRest(gateway) && stage?.accessLogs
      ? [`${aws("apigateway get-account")} ${to(GATEWAY_FILES.account)}`]
      : []),
    ...(customDomain
      ? [
          `${aws(`apigatewayv2 get-domain-name --domain-name ${word(customDomain.name)}`)} ${to(GATEWAY_FILES.domain)}`,
        ]
      : []),
    ...(certifiedHost(gateway) === undefined
      ? []
      : [
          `${aws(ofListener, "text")} | xargs -n 1 ${aws("acm describe-certificate")} --certificate-arn ${to(GATEWAY_FILES.certificates)}`,
        ]),
  ];
}

function adoptedCommands(gateway: PlainGateway, { region, to }: Place): string[] {
  const { adopt } = gateway;
  if (!adopt) return [];
  const aws = (command: string, output = "json") => `aws ${command}${region} --output ${output}`;
  if (!isRest(gateway)) {
    const id = `--api-id ${word(adopt.id ?? "")}`;
    return [
      `${aws(`apigatewayv2 get-api ${id}`)} ${to(GATEWAY_FILES.httpApi)}`,
      `${aws(`apigatewayv2 get-routes ${id}`)} ${to(GATEWAY_FILES.routes)}`,
      `${aws(`apigatewayv2 get-integrations ${id}`)} ${to(GATEWAY_FILES.integrations)}`,
      `${aws(`apigatewayv2 get-stages ${id}`)} ${to(GATEWAY_FILES.stages)}`,
    ];
  }
  const query = word(`items[?name=='${adopt.name ?? ""}'].id`);
  const id = `--rest-api-id ${adopt.id === undefined ? `"$(${aws(`apigateway get-rest-apis --query ${query}`, "text")})"` : word(adopt.id)}`;
  return [
    `${aws("apigateway get-rest-apis")} ${to(GATEWAY_FILES.restApis)}`,
    `${aws(`apigateway get-resources ${id} --embed methods`)} ${to(GATEWAY_FILES.resources)}`,
    `${aws(`apigateway get-stages ${id}`)} ${to(GATEWAY_FILES.stages)}`,
  ];
}
