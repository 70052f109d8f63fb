package tensorguard.pci_dss_test

import data.tensorguard.pci_dss

denied := {each.code | some each in pci_dss.deny}

base := {"detector": "card-scanner", "detections": [], "encrypted": true}

test_the_usual_request_is_allowed if {
	pci_dss.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not pci_dss.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not pci_dss.allow with input as "text"
	not pci_dss.allow with input as []
	not pci_dss.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not pci_dss.allow with input as base with data.parameters.pci_dss as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not pci_dss.allow with input as less
	}
}

test_card_numbers_are_denied if {
	denied == {"card_number"} with input as base with input.detections as [{"type": "pan", "confidence": 0.9}]
}

test_masked_numbers_are_allowed if {
	denied == set() with input as base with input.detections as [{"type": "pan", "confidence": 0.9, "masked": true, "visible_digits": 4}]
}

test_a_mask_that_shows_too_much_is_denied if {
	denied == {"card_number"} with input as base with input.detections as [{"type": "pan", "confidence": 0.9, "masked": true, "visible_digits": 12}]
}

test_systems_in_scope_get_numbers if {
	denied == set() with input as base with input.target as "payment-gateway" with input.role as "payment-operator" with input.detections as [{"type": "pan", "confidence": 0.9}]
}

test_codes_are_denied_even_in_scope if {
	denied == {"authentication_data"} with input as base with input.target as "payment-gateway" with input.role as "payment-operator" with input.detections as [{"type": "cvv", "confidence": 0.9}]
}

test_weak_findings_are_left_alone if {
	denied == set() with input as base with input.detections as [{"type": "pan", "confidence": 0.2}]
}

test_unknown_detectors_are_denied if {
	denied == {"not_scanned"} with input as base with input.detector as "none"
}

test_findings_without_confidence_are_denied if {
	denied == {"not_scanned"} with input as base with input.detections as [{"type": "pan"}]
}

test_plain_connections_are_denied if {
	denied == {"not_encrypted"} with input as base with input.encrypted as false
}
