package tensorguard.model_deployment_test

import data.tensorguard.model_deployment

denied := {each.code | some each in model_deployment.deny}

base := {
	"fleet": "production",
	"stage": "canary",
	"release": {
		"digest": "sha256:abcd",
		"signers": ["release-key-1", "release-key-2"],
		"licence": "MIT",
		"self_test": {"passed": 12, "failed": 0},
		"built_at": "2026-02-01T00:00:00Z",
	},
}

now := time.parse_rfc3339_ns("2026-03-02T10:00:00Z")

test_the_usual_request_is_allowed if {
	model_deployment.allow with input as base with time.now_ns as now
	count(denied) == 0 with input as base with time.now_ns as now
}

test_an_empty_input_is_denied if {
	not model_deployment.allow with input as {} with time.now_ns as now
	count(denied) > 0 with input as {} with time.now_ns as now
}

test_an_input_that_is_no_object_is_denied if {
	not model_deployment.allow with input as "text" with time.now_ns as now
	not model_deployment.allow with input as [] with time.now_ns as now
	not model_deployment.allow with input as null with time.now_ns as now
}

test_nothing_is_allowed_without_parameters if {
	not model_deployment.allow with input as base with data.parameters.model_deployment as {} with time.now_ns as now
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not model_deployment.allow with input as less with time.now_ns as now
	}
}

test_unknown_fleets_are_denied if {
	denied == {"fleet_unknown", "signers_missing", "licence_not_allowed", "stage_not_allowed"} with input as base with input.fleet as "lab" with time.now_ns as now
}

test_one_signer_twice_is_one if {
	denied == {"signers_missing"} with input as base with input.release.signers as ["release-key-1", "release-key-1"] with time.now_ns as now
}

test_strangers_do_not_count if {
	denied == {"signers_missing"} with input as base with input.release.signers as ["release-key-1", "somebody"] with time.now_ns as now
}

test_licences_depend_on_the_fleet if {
	denied == {"licence_not_allowed"} with input as base with input.release.licence as "CC-BY-NC-4.0" with time.now_ns as now
}

test_failed_self_tests_are_denied if {
	denied == {"self_test_missing"} with input as base with input.release.self_test.failed as 1 with time.now_ns as now
}

test_old_releases_are_denied if {
	denied == {"release_too_old"} with input as base with input.release.built_at as "2025-01-01T00:00:00Z" with time.now_ns as now
}

test_builds_of_the_future_are_denied if {
	denied == {"release_too_old"} with input as base with input.release.built_at as "2027-01-01T00:00:00Z" with time.now_ns as now
}

test_times_that_are_none_are_denied if {
	denied == {"release_too_old"} with input as base with input.release.built_at as "soon" with time.now_ns as now
}

test_blocked_releases_are_denied if {
	denied == {"release_blocked"} with input as base with data.parameters.model_deployment.blocked_digests as ["sha256:abcd"] with time.now_ns as now
}

test_production_begins_with_its_stages if {
	denied == {"stage_not_allowed"} with input as base with input.stage as "everything" with time.now_ns as now
}
