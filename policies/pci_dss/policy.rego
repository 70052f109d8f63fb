# METADATA
# title: "PCI DSS: card data in prompts"
# description: "Card numbers reach systems in scope only, masked elsewhere, and codes of cards never anywhere"
# custom:
#   severity: critical
#   frameworks: ["PCI DSS 4.0 3.3", "PCI DSS 4.0 3.4", "PCI DSS 4.0 4.2"]
package tensorguard.pci_dss

import data.parameters.pci_dss as params

default allow := false

allow if count(deny) == 0

# Detections come from scanners before the policy runs: `detections` is a list even when nothing was found.

deny contains {"code": "not_scanned", "message": "the text was not scanned for card data by a known detector"} if not text_was_scanned

deny contains {"code": "authentication_data", "message": "codes, tracks or pins of cards were found"} if not no_authentication_data

deny contains {"code": "card_number", "message": "a card number would leave its scope unmasked"} if not card_numbers_are_safe

deny contains {"code": "not_encrypted", "message": "the connection is not encrypted"} if not input.encrypted == true

text_was_scanned if {
	input.detector in params.detectors
	type_name(input.detections) == "array"
	every each in input.detections {
		type_name(each.type) == "string"
		type_name(each.confidence) == "number"
	}
}

found contains each if {
	some each in input.detections
	each.confidence >= params.min_confidence
	each.type in params.card_types
}

settings_are_complete if {
	count(params.card_types) > 0
	count(params.never_stored) > 0
	type_name(params.min_confidence) == "number"
}

no_authentication_data if {
	settings_are_complete
	type_name(input.detections) == "array"
	every each in found {
		not each.type in params.never_stored
	}
}

card_numbers_are_safe if {
	settings_are_complete
	type_name(input.detections) == "array"
	every each in found {
		card_number_is_safe(each)
	}
}

card_number_is_safe(each) if each.type != "pan"

card_number_is_safe(each) if {
	each.masked == true
	each.visible_digits <= params.max_visible_digits
}

card_number_is_safe(each) if {
	each.type == "pan"
	input.target in params.systems_in_scope
	input.role in params.roles
}
