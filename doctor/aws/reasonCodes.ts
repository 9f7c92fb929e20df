/** What a reason code means for whoever has to mend it. */
export interface ReasonCode {
  /** What to change; null where waiting is all there is to do. */
  remedy: string | null;
  /** Whether it passes by itself. */
  passes: boolean;
}

/**
 * The reason codes of target health.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 */
export const REASON_CODES: Readonly<Record<string, ReasonCode>> = {
  "Elb.RegistrationInProgress": { remedy: null, passes: true },
  "Elb.InitialHealthChecking": { remedy: null, passes: true },
  "Elb.InternalError": {
    remedy: "An error within AWS: wait, register the target again, then ask AWS's support.",
    passes: true,
  },
  "Target.ResponseCodeMismatch": {
    remedy:
      "The server answers the health check with another status than the matcher admits: change the health check's path or matcher, or the server's answer.",
    passes: false,
  },
  "Target.Timeout": {
    remedy:
      "Nothing answers the health check in time: open the target's security group to the balancer for the check's port, have the server listen on 0.0.0.0 and that port, or raise the check's timeout.",
    passes: false,
  },
  "Target.FailedHealthChecks": {
    remedy:
      "The connection is refused or broken off: check that the server runs and listens on the target's port, speaks the check's protocol, and accepts the target's address as Host.",
    passes: false,
  },
  "Target.NotRegistered": {
    remedy: "Register the target with the target group.",
    passes: false,
  },
  "Target.NotInUse": {
    remedy:
      "No rule of a listener uses the target group, or the target's availability zone is not enabled for the balancer: enable it.",
    passes: false,
  },
  "Target.InvalidState": {
    remedy: "The instance is stopped or terminated: start or replace it.",
    passes: false,
  },
  "Target.IpUnusable": {
    remedy: "The address is reserved for a balancer: register the server's own.",
    passes: false,
  },
  "Target.DeregistrationInProgress": { remedy: null, passes: true },
  "Target.HealthCheckDisabled": { remedy: null, passes: false },
};
