package tensorguard.agent_capability_test

import data.tensorguard.agent_capability

denied := {each.code | some each in agent_capability.deny}

base := {
	"agent": "worker",
	"action": "read",
	"resource": "datasets/sales/2026",
	"chain": [root, leaf],
}

root := {
	"id": "c1",
	"issuer": "platform",
	"holder": "planner",
	"actions": ["read", "write"],
	"resources": ["datasets"],
	"issued": "2026-03-02T08:00:00Z",
	"expires": "2026-03-02T20:00:00Z",
}

leaf := {
	"id": "c2",
	"issuer": "planner",
	"holder": "worker",
	"actions": ["read"],
	"resources": ["datasets/sales"],
	"issued": "2026-03-02T09:00:00Z",
	"expires": "2026-03-02T12:00:00Z",
}

# The leaf with other members.
changed(changes) := {key: object.get(changes, key, value) | some key, value in leaf}

now := time.parse_rfc3339_ns("2026-03-02T10:00:00Z")

test_the_usual_request_is_allowed if {
	agent_capability.allow with input as base with time.now_ns as now
	count(denied) == 0 with input as base with time.now_ns as now
}

test_an_empty_input_is_denied if {
	not agent_capability.allow with input as {} with time.now_ns as now
	count(denied) > 0 with input as {} with time.now_ns as now
}

test_an_input_that_is_no_object_is_denied if {
	not agent_capability.allow with input as "text" with time.now_ns as now
	not agent_capability.allow with input as [] with time.now_ns as now
	not agent_capability.allow with input as null with time.now_ns as now
}

test_nothing_is_allowed_without_parameters if {
	not agent_capability.allow with input as base with data.parameters.agent_capability as {} with time.now_ns as now
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not agent_capability.allow with input as less with time.now_ns as now
	}
}

test_actions_beyond_the_capability_are_denied if {
	denied == {"action_not_granted"} with input as base with input.action as "write" with time.now_ns as now
}

test_resources_beyond_the_capability_are_denied if {
	denied == {"resource_not_granted"} with input as base with input.resource as "datasets/hr" with time.now_ns as now
}

test_a_resource_with_the_same_beginning_is_another if {
	denied == {"resource_not_granted"} with input as base with input.resource as "datasets/sales2" with time.now_ns as now
}

test_climbing_out_of_a_resource_is_denied if {
	denied == {"resource_not_granted"} with input as base with input.resource as "datasets/sales/../hr" with time.now_ns as now
}

test_a_resource_may_be_granted_itself if {
	denied == set() with input as base with input.resource as "datasets/sales" with time.now_ns as now
}

test_links_may_not_add_actions if {
	denied == {"not_attenuated"} with input as base with input.chain as [root, changed({"actions": ["read", "delete"]})] with time.now_ns as now
}

test_links_may_not_add_resources if {
	denied == {"not_attenuated"} with input as base with input.chain as [root, changed({"resources": ["datasets/sales", "models"]})] with time.now_ns as now
}

test_links_may_not_outlive_their_parent if {
	denied == {"not_attenuated"} with input as base with input.chain as [root, changed({"expires": "2026-03-02T21:00:00Z"})] with time.now_ns as now
}

test_offsets_do_not_hide_a_longer_life if {
	denied == {"not_attenuated"} with input as base with input.chain as [root, changed({"expires": "2026-03-02T19:00:00-02:00"})] with time.now_ns as now
}

test_links_must_follow_each_other if {
	denied == {"chain_malformed"} with input as base with input.chain as [root, changed({"issuer": "stranger"})] with time.now_ns as now
}

test_strangers_may_not_issue if {
	denied == {"chain_malformed"} with input as base with input.chain as [changed({"issuer": "stranger"})] with time.now_ns as now
}

test_empty_chains_are_denied if {
	denied == {"chain_malformed", "holder_mismatch", "action_not_granted", "resource_not_granted"} with input as base with input.chain as [] with time.now_ns as now
}

test_expired_links_are_denied if {
	denied == {"expired"} with input as base with time.now_ns as time.parse_rfc3339_ns("2026-03-02T13:00:00Z")
}

test_capabilities_belong_to_their_holder if {
	denied == {"holder_mismatch"} with input as base with input.agent as "other" with time.now_ns as now
}

test_revoked_links_are_denied if {
	denied == {"revoked"} with input as base with data.parameters.agent_capability.revoked as ["c1"] with time.now_ns as now
}
