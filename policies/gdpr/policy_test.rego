package tensorguard.gdpr_test

import data.tensorguard.gdpr

denied := {each.code | some each in gdpr.deny}

base := {
	"purpose": "support",
	"lawful_basis": "contract",
	"categories": ["contact"],
	"destination_country": "DE",
	"retention_days": 30,
	"legal_effect": false,
}

test_the_usual_request_is_allowed if {
	gdpr.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not gdpr.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not gdpr.allow with input as "text"
	not gdpr.allow with input as []
	not gdpr.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not gdpr.allow with input as base with data.parameters.gdpr as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not gdpr.allow with input as less
	}
}

test_purposes_must_be_registered if {
	denied == {"purpose_unregistered", "no_lawful_basis", "category_not_registered", "retention_too_long"} with input as base with input.purpose as "profiling"
}

test_a_basis_belongs_to_its_purpose if {
	denied == {"no_lawful_basis"} with input as base with input.lawful_basis as "consent"
}

test_health_data_with_explicit_consent_are_allowed if {
	denied == set() with input as base with input.purpose as "health_advice" with input.lawful_basis as "consent" with input.categories as ["health"] with input.consent as {"purpose": "health_advice", "withdrawn": false, "explicit": true}
}

test_withdrawn_consent_is_none if {
	denied == {"no_lawful_basis", "special_category"} with input as base with input.purpose as "health_advice" with input.lawful_basis as "consent" with input.categories as ["health"] with input.consent as {"purpose": "health_advice", "withdrawn": true, "explicit": true}
}

test_adequate_countries_are_allowed if {
	denied == set() with input as base with input.destination_country as "JP"
}

test_other_countries_are_denied if {
	denied == {"transfer_unsafe"} with input as base with input.destination_country as "US"
}

test_safeguards_need_an_assessment if {
	denied == {"transfer_unsafe"} with input as base with input.destination_country as "US" with input.safeguard as "standard_contractual_clauses"
}

test_assessed_safeguards_are_allowed if {
	denied == set() with input as base with input.destination_country as "US" with input.safeguard as "standard_contractual_clauses" with input.transfer_impact_assessed as true
}

test_long_retention_is_denied if {
	denied == {"retention_too_long"} with input as base with input.retention_days as 366
}

test_legal_effects_need_a_human if {
	denied == {"solely_automated"} with input as base with input.legal_effect as true
}

test_a_human_may_decide if {
	denied == set() with input as base with input.legal_effect as true with input.human_review as true
}
