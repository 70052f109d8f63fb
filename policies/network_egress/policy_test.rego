package tensorguard.network_egress_test

import data.tensorguard.network_egress

denied := {each.code | some each in network_egress.deny}

base := {"host": "api.example.com", "port": 443, "scheme": "https", "addresses": ["203.0.113.7"], "upload_bytes": 10}

test_the_usual_request_is_allowed if {
	network_egress.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not network_egress.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not network_egress.allow with input as "text"
	not network_egress.allow with input as []
	not network_egress.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not network_egress.allow with input as base with data.parameters.network_egress as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not network_egress.allow with input as less
	}
}

test_hosts_are_compared_without_case if {
	denied == set() with input as base with input.host as "API.example.com"
}

test_other_hosts_are_denied if {
	denied == {"host_not_allowed", "port_not_allowed"} with input as base with input.host as "api.example.com.evil.test"
}

test_ports_belong_to_their_host if {
	denied == {"port_not_allowed"} with input as base with input.port as 8443
}

test_plain_http_is_denied if {
	denied == {"scheme_not_allowed"} with input as base with input.scheme as "http"
}

test_metadata_services_are_denied if {
	denied == {"address_private"} with input as base with input.addresses as ["203.0.113.7", "169.254.169.254"]
}

test_public_ipv6_is_allowed if {
	denied == set() with input as base with input.addresses as ["2001:db8::1"]
}

test_private_ipv6_is_denied if {
	denied == {"address_private"} with input as base with input.addresses as ["fd00::1"]
}

test_addresses_that_wrap_private_ones_are_denied if {
	denied == {"address_private"} with input as base with input.addresses as ["64:ff9b::a00:1"]
}

test_nonsense_addresses_are_denied if {
	denied == {"address_private"} with input as base with input.addresses as ["localhost"]
}

test_unresolved_names_are_denied if {
	denied == {"address_private"} with input as base with input.addresses as []
}

test_large_uploads_are_denied if {
	denied == {"upload_too_large"} with input as base with input.upload_bytes as 1e9
}
