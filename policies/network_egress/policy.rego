# METADATA
# title: "Network egress"
# description: "Connections go to named hosts and their ports over TLS, never to addresses inside the network"
# custom:
#   severity: high
#   frameworks: ["NIST SP 800-53 SC-7", "ISO 27001 A.8.20"]
package tensorguard.network_egress

import data.parameters.network_egress as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "host_not_allowed", "message": "the host is not on the list"} if not params.hosts[lower(input.host)]

deny contains {"code": "port_not_allowed", "message": "the port is not one of this host"} if not port_is_allowed

deny contains {"code": "scheme_not_allowed", "message": "the connection is not encrypted"} if not input.scheme in params.schemes

deny contains {"code": "address_private", "message": "the name resolves to an address inside the network, or to none"} if not addresses_are_public

deny contains {"code": "upload_too_large", "message": "the upload is missing its size or above the limit"} if not upload_is_bounded

port_is_allowed if input.port in params.hosts[lower(input.host)]

# All addresses count: one private answer among public ones is how names are rebound.
addresses_are_public if {
	count(input.addresses) > 0
	count(params.private_networks) > 0
	every address in input.addresses {
		not address_is_private(address)
		net.cidr_contains("0.0.0.0/0", address)
	}
}

addresses_are_public if {
	count(input.addresses) > 0
	count(params.private_networks) > 0
	every address in input.addresses {
		not address_is_private(address)
		net.cidr_contains("2000::/3", address)
	}
}

address_is_private(address) if {
	some network in params.private_networks
	net.cidr_contains(network, address)
}

upload_is_bounded if {
	type_name(input.upload_bytes) == "number"
	input.upload_bytes >= 0
	input.upload_bytes <= params.max_upload_bytes
}
