import type { Action, Condition, Listener } from "../../../dataplane/listener.ts";
import type { Ask } from "../../../doctor/aws/ask.ts";
import { groupName } from "../../../doctor/aws/ruleWords.ts";
import { type Answers, asking, attributes, company, describedGroup, health, healthy } from "./support.ts";

/**
 * What AWS would answer about a listener of the bed, whose balancer, targets and security groups are in order.
 *
 * @param otherwise Answers that are not so.
 * @param ofGroups What of the target groups is not so.
 */
export function asked(listener: Listener, otherwise: Partial<Answers> = {}, ofGroups: object = {}): Ask {
  const answers: Answers = {
    ...healthy(),
    loadBalancerAttributes: balancerAttributes(listener, 60),
    listeners: {
      Listeners: [
        {
          ListenerArn: listener.arn,
          LoadBalancerArn: company.balancerArn,
          Port: listener.port,
          Protocol: listener.protocol,
          DefaultActions: listener.defaultActions.map(action),
        },
      ],
    },
    rules: {
      Rules: listener.rules.map(({ id, priority, conditions, actions }) => ({
        RuleArn: `${listener.arn.replace(":listener/", ":listener-rule/")}/${id}`,
        Priority: String(priority),
        Conditions: conditions.map(condition),
        Actions: actions.map(action),
        IsDefault: false,
      })),
    },
    // One server stands behind each target group of the bed.
    targetHealth: health(["healthy"]),
    ...otherwise,
  };
  return {
    ...asking(answers),
    targetGroups: ([arn = ""]) => {
      const group = { ...describedGroup(groupName(arn)), TargetGroupArn: arn, ...ofGroups };
      return Promise.resolve({ told: true, value: { TargetGroups: [group] } });
    },
  };
}

/** The balancer's attributes. @param idleTimeout in seconds */
export function balancerAttributes({ preserveHostHeader }: Listener, idleTimeout: number): object {
  return attributes({
    "idle_timeout.timeout_seconds": String(idleTimeout),
    "routing.http.preserve_host_header.enabled": String(preserveHostHeader),
  });
}

function condition(each: Condition): object {
  if (each.kind !== "path-pattern") throw new RangeError(`No rule of the bed has a condition ${each.kind}.`);
  return { Field: each.kind, Values: each.values, PathPatternConfig: { Values: each.values } };
}

function action(each: Action): object {
  switch (each.type) {
    case "forward": {
      const TargetGroups = each.targetGroups.map(({ arn, weight }) => ({
        TargetGroupArn: arn,
        Weight: weight,
      }));
      return { Type: each.type, ForwardConfig: { TargetGroups } };
    }
    case "redirect": {
      const { statusCode, protocol, host, port, path, query } = each;
      return {
        Type: each.type,
        RedirectConfig: {
          StatusCode: `HTTP_${statusCode}`,
          Protocol: protocol,
          Host: host,
          Port: port,
          Path: path,
          Query: query,
        },
      };
    }
    case "fixed-response": {
      const { statusCode, contentType, body } = each;
      return {
        Type: each.type,
        FixedResponseConfig: {
          StatusCode: String(statusCode),
          ContentType: contentType,
          MessageBody: body,
        },
      };
    }
    default:
      throw new RangeError(`No rule of the bed has an action ${each.type}.`);
  }
}
