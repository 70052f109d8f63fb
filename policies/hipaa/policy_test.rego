package tensorguard.hipaa_test

import data.tensorguard.hipaa

denied := {each.code | some each in hipaa.deny}

base := {
	"subject": {"role": "nurse"},
	"purpose": "treatment",
	"fields": ["name", "diagnosis"],
	"recipient": {"kind": "model", "business_associate_agreement": true, "retains": false, "trains": false},
	"records": 1,
}

test_the_usual_request_is_allowed if {
	hipaa.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not hipaa.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not hipaa.allow with input as "text"
	not hipaa.allow with input as []
	not hipaa.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not hipaa.allow with input as base with data.parameters.hipaa as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not hipaa.allow with input as less
	}
}

test_a_role_has_its_purposes if {
	denied == {"role_not_allowed"} with input as base with input.subject.role as "billing"
}

test_marketing_is_no_purpose if {
	denied == {"purpose_not_allowed", "role_not_allowed", "more_than_necessary"} with input as base with input.purpose as "marketing"
}

test_fields_beyond_the_purpose_are_denied if {
	denied == {"more_than_necessary"} with input as base with input.fields as ["name", "insurance_id"]
}

test_no_fields_at_all_are_denied if {
	denied == {"more_than_necessary"} with input as base with input.fields as []
}

test_models_need_an_agreement if {
	denied == {"recipient_without_agreement"} with input as base with input.recipient.business_associate_agreement as false
}

test_internal_recipients_need_none if {
	denied == set() with input as base with input.recipient as {"kind": "internal", "retains": false, "trains": false}
}

test_training_is_denied if {
	denied == {"training_on_phi"} with input as base with input.recipient.trains as true
}

test_training_on_deidentified_records_is_allowed if {
	denied == set() with input as base with input.recipient.trains as true with input.deidentified as true
}

test_bulk_use_is_denied if {
	denied == {"too_many_records"} with input as base with input.records as 101
}
