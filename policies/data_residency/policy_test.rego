package tensorguard.data_residency_test

import data.tensorguard.data_residency

denied := {each.code | some each in data_residency.deny}

base := {
	"classification": "restricted",
	"destination": {
		"region": "eu-central",
		"replica_regions": ["eu-central"],
		"log_region": "eu-central",
		"operator_jurisdiction": "EU",
		"key_custody": "customer",
	},
}

test_the_usual_request_is_allowed if {
	data_residency.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not data_residency.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not data_residency.allow with input as "text"
	not data_residency.allow with input as []
	not data_residency.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not data_residency.allow with input as base with data.parameters.data_residency as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not data_residency.allow with input as less
	}
}

test_public_data_may_travel if {
	denied == set() with input as base with input.classification as "public" with input.destination.region as "us-east"
}

test_restricted_data_stay if {
	denied == {"region_not_allowed"} with input as base with input.destination.region as "eu-west"
}

test_copies_stay_as_well if {
	denied == {"replica_outside"} with input as base with input.destination.replica_regions as ["eu-central", "us-east"]
}

test_logs_stay_as_well if {
	denied == {"logs_outside"} with input as base with input.destination.log_region as "us-east"
}

test_operators_count if {
	denied == {"operator_not_allowed"} with input as base with input.destination.operator_jurisdiction as "US"
}

test_keys_of_restricted_data_are_the_customers if {
	denied == {"keys_not_held"} with input as base with input.destination.key_custody as "provider"
}

test_classes_must_be_known if {
	denied == {"class_unknown", "region_not_allowed", "replica_outside", "logs_outside", "operator_not_allowed", "keys_not_held"} with input as base with input.classification as "secret"
}

test_regions_that_are_no_list_are_denied if {
	denied == {"replica_outside"} with input as base with input.destination.replica_regions as "eu-central"
}
