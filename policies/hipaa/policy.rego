# METADATA
# title: "HIPAA: minimum necessary"
# description: "Health records are used for a stated purpose, with the fields that it needs, by roles that may, and reach models under an agreement only"
# custom:
#   severity: critical
#   frameworks: ["HIPAA 45 CFR 164.502(b)", "HIPAA 45 CFR 164.504(e)"]
package tensorguard.hipaa

import data.parameters.hipaa as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "purpose_not_allowed", "message": "the purpose is not one of treatment, payment or operations"} if not params.purposes[input.purpose]

deny contains {"code": "role_not_allowed", "message": "the role may not use health records for this purpose"} if not input.subject.role in params.purposes[input.purpose].roles

deny contains {"code": "more_than_necessary", "message": "the fields are missing or more than the purpose needs"} if not fields_are_necessary

deny contains {"code": "recipient_without_agreement", "message": "the records leave for a recipient without a business associate agreement"} if not recipient_is_bound

deny contains {"code": "training_on_phi", "message": "identified health records may not be kept or trained on"} if not records_are_not_kept

deny contains {"code": "too_many_records", "message": "the number of records is missing or above the limit"} if not records_are_bounded

fields_are_necessary if {
	count(input.fields) > 0
	every field in input.fields {
		field in params.purposes[input.purpose].fields
	}
}

recipient_is_bound if input.recipient.kind == "internal"

recipient_is_bound if {
	input.recipient.kind in {"model", "processor"}
	input.recipient.business_associate_agreement == true
}

records_are_not_kept if {
	input.recipient.retains == false
	input.recipient.trains == false
}

records_are_not_kept if input.deidentified == true

records_are_bounded if {
	type_name(input.records) == "number"
	input.records >= 1
	input.records <= params.max_records
}
