# METADATA
# title: "Model deployment"
# description: "A model is deployed when known signers signed it, its licence suits the fleet, its self-test passed and it is not too old"
# custom:
#   severity: high
#   frameworks: ["EU AI Act Art. 12", "NIST SSDF PS.2", "SLSA"]
package tensorguard.model_deployment

import data.parameters.model_deployment as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "fleet_unknown", "message": "the fleet takes no deployments"} if not fleet

deny contains {"code": "signers_missing", "message": "not enough known signers signed the release"} if not signers_are_enough

deny contains {"code": "licence_not_allowed", "message": "the licence does not suit the fleet"} if not input.release.licence in fleet.licences

deny contains {"code": "self_test_missing", "message": "the self-test did not pass or has too few cases"} if not self_test_passed

deny contains {"code": "release_too_old", "message": "the time of the build is missing, too long ago or in the future"} if not age_is_bounded

deny contains {"code": "release_blocked", "message": "the digest is missing or blocked"} if not digest_is_allowed

deny contains {"code": "stage_not_allowed", "message": "the rollout does not begin with a stage of the fleet"} if not input.stage in fleet.stages

fleet := params.fleets[input.fleet]

nanoseconds_per_day := ((24 * 60) * 60) * 1000000000

# A set: one signer who signed twice counts once.
known_signers contains signer if {
	some signer in input.release.signers
	signer in params.signers
}

signers_are_enough if {
	fleet.min_signers >= 1
	count(known_signers) >= fleet.min_signers
}

self_test_passed if {
	input.release.self_test.failed == 0
	input.release.self_test.passed >= params.min_self_test_cases
	type_name(input.release.self_test.passed) == "number"
}

age_is_bounded if {
	age := time.now_ns() - time.parse_rfc3339_ns(input.release.built_at)
	age >= 0
	age <= params.max_age_days * nanoseconds_per_day
}

digest_is_allowed if {
	startswith(input.release.digest, "sha256:")
	type_name(params.blocked_digests) == "array"
	not input.release.digest in params.blocked_digests
}
