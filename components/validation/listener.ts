import type { ListenerArgs } from "../args.ts";
import * as limits from "../limits.ts";
import { isNetworkBalancer, nameOf } from "../loadBalancer.ts";
import { type Problem, shown } from "../problem.ts";
import { exactlyOne, notMap, notText, rangeProblems, textProblems } from "./forms.ts";

/** Problems of the listener, as far as its values are known. */
export function listenerProblems(listener: ListenerArgs | undefined): Problem[] {
  const example =
    'Give its balancer, such as { loadBalancer: "sales-….us-east-1.elb.amazonaws.com" }, or its ARN.';
  const wrong = listener === undefined ? [] : notMap("listener", listener, example);
  if (wrong.length > 0) return wrong;
  const { arn, loadBalancer, port } = listener ?? {};
  return [
    ...exactlyOne(
      "listener",
      { arn, loadBalancer },
      "its own ARN, or the balancer's DNS name with the listener's port",
    ),
    ...listenerArnProblems("listener.arn", arn),
    ...loadBalancerProblems("listener.loadBalancer", loadBalancer),
    ...(port === undefined
      ? []
      : rangeProblems("listener.port", port, limits.ranges.port, "Give the listener's port.")),
    ...(arn !== undefined && port !== undefined
      ? [
          {
            path: "listener.port",
            what: `${shown(port)} stands beside listener.arn, which says the port already.`,
            remedy: "Leave it out.",
          },
        ]
      : []),
  ];
}

/** Problems of a listener's ARN, where its value is known. */
export function listenerArnProblems(path: string, arn: unknown): Problem[] {
  return textProblems(
    path,
    arn,
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/app\/[0-9A-Za-z-]+\/[0-9a-z]+\/[0-9a-z]+$/,
    {
      what: "is not the ARN of an Application Load Balancer's listener.",
      remedy:
        "Find it with: aws elbv2 describe-listeners --load-balancer-arn <ARN> --query 'Listeners[].[Port,ListenerArn]'",
    },
  );
}

/** Problems of a balancer's DNS name, name or ARN, where its value is known. */
export function loadBalancerProblems(path: string, loadBalancer: unknown): Problem[] {
  const remedy =
    "Find it with: aws elbv2 describe-load-balancers --query 'LoadBalancers[].[Type,DNSName]' --output text";
  if (typeof loadBalancer !== "string") return notText(path, loadBalancer, remedy);
  if (
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[0-9A-Za-z-]+\/[0-9a-z]+$/.test(
      loadBalancer,
    )
  )
    return [];
  if (nameOf(loadBalancer) !== undefined) return [];
  const what = isNetworkBalancer(loadBalancer)
    ? "is a Network Load Balancer's DNS name; only an Application Load Balancer has listener rules."
    : "is neither the DNS name nor the name nor the ARN of an Application Load Balancer.";
  return [{ path, what: `${shown(loadBalancer)} ${what}`, remedy }];
}
