# METADATA
# title: "Agent capability"
# description: "An agent does what its capability says: each link of the chain narrows the one before, none is expired or revoked"
# custom:
#   severity: critical
#   frameworks: ["NIST SP 800-207", "OWASP LLM06"]
package tensorguard.agent_capability

import data.parameters.agent_capability as params

default allow := false

allow if count(deny) == 0

# Signatures were checked before: the chain is what they say, root first.

deny contains {"code": "chain_malformed", "message": "the chain is empty, too long or not from a known issuer"} if not chain_is_formed

deny contains {"code": "not_attenuated", "message": "a link says more than the one before it"} if not chain_narrows

deny contains {"code": "expired", "message": "a link is expired, not yet valid or lives too long"} if not chain_is_current

deny contains {"code": "revoked", "message": "a link is revoked"} if not chain_is_unrevoked

deny contains {"code": "holder_mismatch", "message": "the caller does not hold the last link"} if not last.holder == input.agent

deny contains {"code": "action_not_granted", "message": "the action is beyond the capability"} if not input.action in last.actions

deny contains {"code": "resource_not_granted", "message": "the resource is beyond the capability"} if not resource_is_inside(last.resources, input.resource)

last := input.chain[count(input.chain) - 1]

nanoseconds_per_hour := (60 * 60) * 1000000000

chain_is_formed if {
	type_name(input.chain) == "array"
	count(input.chain) > 0
	count(input.chain) <= params.max_links
	input.chain[0].issuer in params.issuers
	every i, link in input.chain {
		link_follows(i, link)
	}
}

link_follows(0, _) := true

link_follows(i, link) if {
	i > 0
	link.issuer == input.chain[i - 1].holder
}

chain_narrows if {
	every i, link in input.chain {
		link_narrows(i, link)
	}
}

link_narrows(0, _) := true

link_narrows(i, link) if {
	before := input.chain[i - 1]
	every action in link.actions {
		action in before.actions
	}
	every resource in link.resources {
		resource_is_inside(before.resources, resource)
	}
	time.parse_rfc3339_ns(link.expires) <= time.parse_rfc3339_ns(before.expires)
}

resource_is_inside(granted, resource) if resource in granted

# `a/b` grants what is below it; steps that climb are no names of resources.
resource_is_inside(granted, resource) if {
	some prefix in granted
	prefix != ""
	startswith(resource, concat("", [prefix, "/"]))
	every step in split(resource, "/") {
		not step in {"", ".", ".."}
	}
}

chain_is_current if {
	now := time.now_ns()
	every link in input.chain {
		time.parse_rfc3339_ns(link.issued) <= now
		now < time.parse_rfc3339_ns(link.expires)
		lifetime := time.parse_rfc3339_ns(link.expires) - time.parse_rfc3339_ns(link.issued)
		lifetime <= params.max_lifetime_hours * nanoseconds_per_hour
	}
}

chain_is_unrevoked if {
	type_name(params.revoked) == "array"
	every link in input.chain {
		type_name(link.id) == "string"
		not link.id in params.revoked
	}
}
