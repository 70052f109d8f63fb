# METADATA
# title: "GDPR: lawful basis and transfers"
# description: "Personal data are processed on a lawful basis registered for the purpose and leave the EEA with a safeguard only"
# custom:
#   severity: critical
#   frameworks: ["GDPR Art. 6", "GDPR Art. 9", "GDPR Art. 22", "GDPR Art. 44-46"]
package tensorguard.gdpr

import data.parameters.gdpr as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "purpose_unregistered", "message": "the purpose is not in the register of processing"} if not params.purposes[input.purpose]

deny contains {"code": "no_lawful_basis", "message": "the basis is not one that is registered for the purpose, or consent is not on record"} if not basis_is_lawful

deny contains {"code": "category_not_registered", "message": "categories of data are missing or not registered for the purpose"} if not categories_are_registered

deny contains {"code": "special_category", "message": "special categories need explicit consent"} if not special_categories_are_agreed

deny contains {"code": "transfer_unsafe", "message": "the data would leave for a country without adequacy or safeguard"} if not transfer_is_safe

deny contains {"code": "retention_too_long", "message": "the retention is missing or longer than registered"} if not retention_is_bounded

deny contains {"code": "solely_automated", "message": "a decision with legal effect needs a human"} if not human_decides

basis_is_lawful if {
	input.lawful_basis in params.purposes[input.purpose].bases
	input.lawful_basis != "consent"
}

basis_is_lawful if {
	"consent" in params.purposes[input.purpose].bases
	input.lawful_basis == "consent"
	consent_is_given
}

consent_is_given if {
	input.consent.purpose == input.purpose
	input.consent.withdrawn == false
}

categories_are_registered if {
	count(input.categories) > 0
	every category in input.categories {
		category in params.purposes[input.purpose].categories
	}
}

special_categories_are_agreed if {
	count(params.special_categories) > 0
	every category in input.categories {
		not category in params.special_categories
	}
}

special_categories_are_agreed if {
	input.consent.explicit == true
	consent_is_given
}

transfer_is_safe if input.destination_country in params.eea

transfer_is_safe if input.destination_country in params.adequate

transfer_is_safe if {
	type_name(input.destination_country) == "string"
	count(input.destination_country) == 2
	input.safeguard in params.safeguards
	input.transfer_impact_assessed == true
}

retention_is_bounded if {
	type_name(input.retention_days) == "number"
	input.retention_days >= 0
	input.retention_days <= params.purposes[input.purpose].max_retention_days
}

human_decides if input.legal_effect == false

human_decides if input.human_review == true
