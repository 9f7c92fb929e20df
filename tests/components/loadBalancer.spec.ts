import { expect } from "chai";
import * as fc from "fast-check";
import {
  balancerName,
  balancerOf,
  isNetworkBalancer,
  nameOf,
  regionOf,
  sameDnsName,
} from "../../components/loadBalancer.ts";
import { company } from "../support/company.ts";

/** A name that AWS gives to a balancer: letters, digits and inner hyphens, 32 at most. */
const name = fc
  .stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/)
  .filter((text) => !text.toLowerCase().startsWith("internal-"));
const number = fc.integer({ min: 1, max: 9_999_999_999 });
const place = fc.constantFrom(
  ["us-east-1", "amazonaws.com"],
  ["ap-southeast-2", "amazonaws.com"],
  ["us-gov-west-1", "amazonaws.com"],
  ["cn-north-1", "amazonaws.com.cn"],
);

/** A balancer's name, its region, its DNS name as AWS writes it, and another way to write that. */
const balancer = fc
  .tuple(name, number, place, fc.boolean(), fc.boolean(), fc.boolean())
  .map(([theName, theNumber, [region, suffix], internal, dualstack, dot]) => {
    const dnsName = `${internal ? "internal-" : ""}${theName}-${theNumber}.${region}.elb.${suffix}`;
    const written = `${dualstack ? "dualstack." : ""}${dnsName}${dot ? "." : ""}`;
    return { name: theName, region: region, dnsName, written };
  });

describe("A balancer's DNS name", () => {
  it("says the name, the region and the DNS name as AWS writes it, for any name, region and prefixes", () => {
    fc.assert(
      fc.property(balancer, ({ written, ...expected }) => {
        expect(balancerName(written)).to.deep.equal(expected);
      }),
    );
  });

  it("says the region in small letters, and keeps the case of the name", () => {
    expect(balancerName("Sales-X-1.US-EAST-1.ELB.AMAZONAWS.COM")).to.deep.equal({
      name: "Sales-X",
      region: "us-east-1",
      dnsName: "Sales-X-1.US-EAST-1.ELB.AMAZONAWS.COM",
    });
  });

  it("is the same in any case, with `dualstack.` or a dot at its end", () => {
    fc.assert(
      fc.property(balancer, ({ dnsName, written }) => {
        expect(sameDnsName(written.toUpperCase(), dnsName)).to.equal(true);
        expect(sameDnsName(dnsName, written.toLowerCase())).to.equal(true);
      }),
    );
  });

  it("is not the same with another number, another region or `internal-`", () => {
    for (const other of [
      company.dnsName.replace("-1431252539.", "-1431252538."),
      company.dnsName.replace(".us-east-1.", ".us-east-2."),
      `internal-${company.dnsName}`,
    ])
      expect(sameDnsName(company.dnsName, other)).to.equal(false);
  });

  for (const text of [
    "",
    "sales",
    "sales.us-east-1.elb.amazonaws.com",
    "-1.us-east-1.elb.amazonaws.com",
    "sales-.us-east-1.elb.amazonaws.com",
    "sales-1.elb.us-east-1.amazonaws.com",
    "sales-1.elb.amazonaws.com",
    "sales-1.us-east-1.elb.amazonaws.com:443",
    "https://sales-1.us-east-1.elb.amazonaws.com",
    "sales-1.us-east-1.elb.amazonaws.com/mcp",
    "sales-1.us-east-1.elb.amazonaws.com.example.com",
    "x.sales-1.us-east-1.elb.amazonaws.com",
    "sa_les-1.us-east-1.elb.amazonaws.com",
  ])
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(balancerName(text)).to.equal(undefined);
    });

  it("is never anything but undefined for a text of another form, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        fc.pre(!text.includes(".elb."));
        expect(balancerName(text)).to.equal(undefined);
      }),
    );
  });

  it("is known for a Network Load Balancer's by its `elb`, which stands before the region", () => {
    expect(isNetworkBalancer("sales-1.elb.us-east-1.amazonaws.com")).to.equal(true);
    expect(isNetworkBalancer("sales-1.elb.cn-north-1.amazonaws.com.cn")).to.equal(true);
    expect(isNetworkBalancer(company.dnsName)).to.equal(false);
  });
});

describe("An ARN", () => {
  it("says its region", () => {
    expect(regionOf(company.balancerArn)).to.equal("us-east-1");
    expect(regionOf("arn:aws:iam::123456789012:role/x")).to.equal("");
    expect(regionOf("x")).to.equal("");
  });

  it("of a listener says its balancer's", () => {
    expect(balancerOf(company.listenerArn)).to.equal(company.balancerArn);
  });
});

describe("The name under which a balancer is looked up", () => {
  it("is that of its DNS name, however that is written", () => {
    fc.assert(
      fc.property(balancer, ({ name: expected, written }) => {
        expect(nameOf(written)).to.equal(expected);
      }),
    );
  });

  it("is what is given, where that is a name", () => {
    fc.assert(
      fc.property(name, (given) => {
        expect(nameOf(given)).to.equal(given);
      }),
    );
  });

  it("is none, where an ARN is given", () => {
    expect(nameOf(company.balancerArn)).to.equal(undefined);
  });
});
